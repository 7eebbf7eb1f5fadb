/** A process that runs a sandbox on the database it is told, until it is killed or told to stop. Prints one JSON line. */
import { startSandbox } from '../../src/sandbox/start.js';

const [, , db = '', faults = ''] = process.argv;
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const sandbox = await startSandbox({ db, port: 0, faults, log });
process.stdout.write(`${JSON.stringify({ url: sandbox.url, id: sandbox.id, shared: sandbox.shared })}\n`);
process.stdin.once('data', () => void sandbox.close().then(() => process.exit(0)));
