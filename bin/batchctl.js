#!/usr/bin/env node
// Old syntax on purpose: an old Node must get as far as this message.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write('batchctl: needs Node.js 20.19 or newer, and this is ' + process.versions.node + '\n');
  process.exitCode = 2;
} else {
  void import('../dist/main.js').then(({ start }) => start());
}
