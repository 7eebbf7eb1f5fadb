/** An authority of a test's own, and certificates: good ones and such as nobody may believe. Made by openssl. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from './within.js';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

interface Kind {
  /** Negative for one that has expired. */
  readonly days: number;
  readonly name: string;
}

const GOOD: Kind = { days: 2, name: 'DNS:localhost,IP:127.0.0.1' };
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** False where there is no openssl to make certificates with. */
export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0;
}

export class Authority {
  readonly #directory = mkdtempSync(join(tmpdir(), 'batchctl-ca-'));
  #made = 0;

  /** Empty, and good for nothing, unless it `isNeeded`. */
  constructor(test: Scope, isNeeded = true) {
    test.after(() => rmSync(this.#directory, { recursive: true, force: true }));
    if (!isNeeded) return;
    this.#selfSigned('ca', '/CN=Test authority');
    const request = ['req', ...NEW_KEY, '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', '/CN=localhost'];
    this.#openssl(request);
  }

  /** Its own certificate's file. */
  get file(): string {
    return join(this.#directory, 'ca.pem');
  }

  get pem(): string {
    return this.#read('ca.pem');
  }

  /** Signed by it, for this machine. */
  issue(kind: Partial<Kind> = {}): Certificate {
    const { days, name } = { ...GOOD, ...kind };
    const file = `leaf${this.#made++}.pem`;
    writeFileSync(join(this.#directory, 'names'), `subjectAltName=${name}\n`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
    this.#openssl(['x509', '-req', '-in', 'leaf.csr', ...signed, '-days', String(days), '-out', file]);
    return { key: this.#read('leaf.key'), cert: this.#read(file) };
  }

  /** Signed by nobody but itself. */
  alone(): Certificate {
    const name = `alone${this.#made++}`;
    this.#selfSigned(name, '/CN=localhost', ['-addext', `subjectAltName=${GOOD.name}`]);
    return { key: this.#read(`${name}.key`), cert: this.#read(`${name}.pem`) };
  }

  #selfSigned(name: string, subject: string, more: readonly string[] = []): void {
    const out = ['-keyout', `${name}.key`, '-out', `${name}.pem`, '-days', '2', '-subj', subject];
    this.#openssl(['req', '-x509', ...NEW_KEY, ...out, ...more]);
  }

  #read(name: string): string {
    return readFileSync(join(this.#directory, name), 'utf8');
  }

  #openssl(args: readonly string[]): void {
    const { status, stderr } = spawnSync('openssl', args, { cwd: this.#directory, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  }
}
