/** N3: packets that vanish. A listener that takes nobody in, and whose queue is full: the system drops what else comes for it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { ImportReport } from '../../src/report/report.js';
import { FaultBench, numbered, saidBy } from '../support/fault-bench.js';

/** Listens, says where, and never looks again. */
const DEAF = `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
/** More than its queue holds. */
const QUEUED = 4;

/** The port of a listener at which connections neither come about nor fail. */
async function blackHole(t: TestContext): Promise<number> {
  const deaf = new Worker(DEAF, { eval: true });
  t.after(() => deaf.terminate());
  const [port]: unknown[] = await once(deaf, 'message');
  assert(typeof port === 'number');
  const sockets = Array.from({ length: QUEUED }, (): Socket => connect(port, '127.0.0.1').on('error', () => undefined));
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  await once(sockets[0] ?? assert.fail(), 'connect');
  return port;
}

/** Not the one that is told the time here. */
const reallyLater = setTimeout;

const isLinux = process.platform === 'linux' ? false : 'other systems refuse what comes to a full queue';

test(
  'N3: a connection that never comes about is given up after ten seconds, was never sent, and is tried again',
  { skip: isLinux },
  async (t) => {
    const bench = await FaultBench.open(t);
    bench.write(4);
    // What a first request loads takes a time of its own.
    assert.equal((await bench.import()).exitCode, 0);
    bench.write(8);
    const url = `http://127.0.0.1:${await blackHole(t)}`;
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const passed = { seconds: 0 };
    const importing = bench.import({ at: { url }, flags: { maxRetries: 1 } });
    const aSecond = async (): Promise<undefined> => {
      await new Promise((resolve) => reallyLater(resolve, 10));
      t.mock.timers.tick(1_000);
      passed.seconds += 1;
    };
    let report: ImportReport | undefined;
    while (report === undefined && passed.seconds < 600) report = await Promise.race([importing, aSecond()]);
    t.mock.timers.reset();
    assert(report !== undefined, 'it came to an end');
    assert.equal(report.exitCode, 5, saidBy(report));
    assert.match(saidBy(report), /connect/, 'it says what was waited for');
    assert(passed.seconds >= 20, `${passed.seconds} s`);
    // Nothing was sent, so nothing is in doubt, and the same command goes on.
    assert.deepEqual(report.chunks.inDoubt, []);
    assert.equal((await bench.import()).exitCode, 0);
    assert.deepEqual(await bench.applied(), numbered(8));
  },
);
