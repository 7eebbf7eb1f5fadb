/** For a process of its own: opens the journal in a directory as a run does, and says how long it took, and what it took of memory. */
import { Journal } from '../../src/journal/journal.js';
import { plainDisk } from './plain-disk.js';

const [, , directory = ''] = process.argv;
const before = Math.round(process.resourceUsage().maxRSS / 1024);
const since = performance.now();
const cpu = process.cpuUsage();
const journal = await Journal.open(directory, plainDisk);
const seconds = Math.round(performance.now() - since) / 1000;
const { user, system } = process.cpuUsage(cpu);
const chunks = journal.state?.chunks.count;
await journal.close();
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, before, peakMb, chunks }));
