/** `batchctl sandbox`: the built-in server, in the foreground. */
import { Option, type Command } from 'commander';
import { dbOption, faultOption } from './shared-options.js';
import { wholeNumber } from './values.js';

export interface SandboxFlags {
  readonly port: number;
  readonly db?: string;
  readonly fault: string;
}

export type RunSandbox = (flags: SandboxFlags) => Promise<void>;

/** Adds what it can be told; `run` is what it does. */
export function defineSandbox(command: Command, run: RunSandbox): void {
  command
    .description('Runs the built-in server until it is interrupted. It listens on 127.0.0.1 only and stores in SQLite.')
    .addOption(new Option('--port <n>', 'where to listen; 0 for any port').argParser(wholeNumber(0)).default(4010))
    .addOption(dbOption())
    .addOption(faultOption())
    .action((flags: SandboxFlags) => run(flags));
}
