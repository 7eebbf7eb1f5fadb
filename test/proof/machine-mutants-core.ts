/** What the machine makes mutants of, and the tests that may catch them. */

const JOURNAL = ['codec', 'hold', 'journal', 'repair', 'replay', 'state'];
const IMPORT = (
  'announce behind budget carry chunk item-range key key-window lanes mark-table open-chunk past patience pause recut refuse run send ' +
  'settle slots split trouble window work write-end'
).split(' ');

/** Below src/: what decides what becomes of a row. How it is told to people is left out. */
export const CORE: readonly string[] = [
  ...JOURNAL.map((name) => `journal/${name}.ts`),
  ...IMPORT.map((name) => `import/${name}.ts`),
];

/** Below test/: those that run within one process, and of which most are quick. */
export const TESTS: readonly string[] = [
  ...[
    'cutting',
    'doubts',
    'facts',
    'flowing',
    'fold',
    'generations',
    'lanes',
    'lines',
    'long-rows',
    'ranges',
    'recutting',
    'sending',
    'settling',
    'stopping',
    'upsert-order',
    'verdicts',
  ].map((name) => `law/${name}`),
  ...['hold', 'key', 'key-window', 'limits', 'mark-table', 'retry', 'waiting', 'window'].map((name) => `unit/${name}`),
  'corpus/chunking',
];
