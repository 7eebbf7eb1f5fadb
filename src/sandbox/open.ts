/** Opens the database and listens: the sandbox itself, in whatever thread. Its database must be claimed before. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { BatchctlError, EXIT, messageOf, systemCode } from '../errors.js';
import { Database } from './database.js';
import type { Worker, WorkerTools } from './dialect.js';
import { DIALECTS } from './dialects.js';
import { FaultPlan } from './fault-plan.js';
import { parseFaults } from './fault-spec.js';
import { Holds } from './holds.js';
import { setUpTables } from './schema.js';
import { createSandboxServer } from './server.js';

export interface OpenOptions {
  readonly db: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly faults: string;
  readonly log: (line: string) => void;
}

/** A listening sandbox. */
export interface OpenSandbox {
  readonly url: string;
  readonly id: string;
  /** Waits until nobody else uses the server, then stops it. */
  close(): Promise<void>;
}

/** Throws BatchctlError: EXIT.usage for a bad fault or a port in use, EXIT.state for an unusable database. */
export async function openSandbox({ db, port, faults, log }: OpenOptions): Promise<OpenSandbox> {
  const plan = new FaultPlan(parseFaults(faults));
  let id = '';
  const database = Database.open(db, (opened) => {
    id = setUpTables(opened, DIALECTS);
  });
  const workers = startWorkers({ database, faults: plan, log });
  const holds = new Holds();
  const server = createSandboxServer({ database, faults: plan, workers, holds, id, log });
  const stop = async (): Promise<void> => {
    for (const worker of workers.values()) await worker.stop();
    database.close();
  };
  try {
    const url = await listen(server, port);
    return { url, id, close: async () => close(server, { holds, log, stop }) };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startWorkers(tools: WorkerTools): Map<string, Worker> {
  const workers = new Map<string, Worker>();
  for (const { name, startWorker } of DIALECTS) if (startWorker !== undefined) workers.set(name, startWorker(tools));
  return workers;
}

async function listen(server: Server, port: number): Promise<string> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    const reason = systemCode(error) === 'EADDRINUSE' ? 'it is in use' : messageOf(error);
    const hint = 'name another port, or 0 for any that is free';
    throw new BatchctlError(EXIT.usage, 'port_unusable', `the sandbox can't listen on port ${port}: ${reason}`, {
      hint,
    });
  }
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
}

interface Closing {
  readonly holds: Holds;
  readonly log: (line: string) => void;
  readonly stop: () => Promise<void>;
}

async function close(server: Server, { holds, log, stop }: Closing): Promise<void> {
  if (holds.count > 0) log('waiting for another import that uses this sandbox');
  await holds.empty();
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  await stop();
}
