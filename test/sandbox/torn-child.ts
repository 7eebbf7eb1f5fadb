/** A process that is killed in the midst of one commit: torn-child.ts DATABASE N dies before the Nth page of it is written. */
import fs from 'node:fs';
import { Database } from '../../src/sandbox/database.js';

const [, , db = '', at = ''] = process.argv;
const { openSync, writeSync } = fs;
const pages = { file: -1, left: Number.POSITIVE_INFINITY };

// The driver writes through these: what goes into the database itself, not into its journal, is a page.
Object.assign(fs, {
  openSync(...args: Parameters<typeof openSync>): number {
    const file = openSync(...args);
    if (args[0] === db && args[1] !== 'a') pages.file = file;
    return file;
  },
  writeSync(file: number, ...rest: [NodeJS.ArrayBufferView, number, number, number]): number {
    if (file === pages.file && --pages.left === 0) process.kill(process.pid, 'SIGKILL');
    return writeSync(file, ...rest);
  },
});

const filled = (letter: string) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
  SELECT i, replace(hex(zeroblob(4000)), '0', '${letter}') FROM n`;
const database = Database.open(db, () => undefined);
database.exec(`CREATE TABLE filling (id INTEGER PRIMARY KEY, text); CREATE INDEX texts ON filling (text);
  INSERT INTO filling ${filled('a')}`);
pages.left = Number(at);
database.exec(`BEGIN; DELETE FROM filling; INSERT INTO filling ${filled('b')}; COMMIT`);
database.close();
