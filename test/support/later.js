// The real program, at a later time: its wall clock is HOURS ahead.
import { main, realTools } from '../../dist/main.js';

const never = new AbortController().signal;
const tools = realTools(never, never);
const ahead = Number(process.env.HOURS) * 3_600_000;
const clock = { ...tools.clock, now: () => tools.clock.now() + ahead };
const { argv, env, stdout, stderr } = process;
process.exitCode = await main({ args: argv.slice(2), env, stdout, stderr, tools: { ...tools, clock } });
