// The real program with a disk that fails it: the process is killed at the moment of the journal that KILL_AT names, counted from 1.
// Each write to a journal has three moments: before it, between it and its sync, behind both.
import { main, realTools } from '../../dist/main.js';

const never = new AbortController().signal;
const tools = realTools(never, never);
const killAt = Number(process.env.KILL_AT);
let moment = 0;

function pass() {
  moment += 1;
  if (moment === killAt) process.kill(process.pid, 'SIGKILL');
}

const disk = {
  // So that kills meet checkpoints, which are otherwise for long journals.
  checkpointBytes: 0,
  async write(file, text) {
    pass();
    await tools.disk.write(file, text);
    pass();
  },
  async sync(file) {
    await tools.disk.sync(file);
    pass();
  },
};

const { argv, env, stdout, stderr } = process;
process.exitCode = await main({ args: argv.slice(2), env, stdout, stderr, tools: { ...tools, disk } });
process.stderr.write(`moments: ${moment}\n`);
