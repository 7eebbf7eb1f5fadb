// The real program, but that the names which it draws at random are counted: a tracer is told paths before there is a file.
import { createRequire, syncBuiltinESMExports } from 'node:module';

const crypto = createRequire(import.meta.url)('node:crypto');
let drawn = 0;

function next(digits) {
  drawn += 1;
  return String(drawn).padStart(digits, '0');
}

crypto.randomUUID = () => `00000000-0000-4000-8000-${next(12)}`;
crypto.randomBytes = (size) => Buffer.from(next(2 * size), 'hex');
syncBuiltinESMExports();
const { start } = await import('../../dist/main.js');
await start();
