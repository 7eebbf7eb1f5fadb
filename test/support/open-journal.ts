/** For a process of its own: opens the journal in a directory as a run does, and says how long it took, and what it took of memory. */
import { Journal, type Disk } from '../../src/journal/journal.js';

const disk: Disk = {
  write: async (file, bytes) => await file.appendFile(bytes),
  sync: async (file) => await file.datasync(),
};
const [, , directory = ''] = process.argv;
const before = Math.round(process.resourceUsage().maxRSS / 1024);
const since = performance.now();
const cpu = process.cpuUsage();
const journal = await Journal.open(directory, disk);
const seconds = Math.round(performance.now() - since) / 1000;
const { user, system } = process.cpuUsage(cpu);
const chunks = journal.state?.chunks.length;
await journal.close();
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, before, peakMb, chunks }));
