/** The ways in which a row of the benchmark is broken, each from its line to one that is rejected. */
export type Break = (line: string) => string | Buffer;

/** A byte that UTF-8 never has, behind so many others. */
function withOddByte(line: string, at: number): Buffer {
  const bytes = Buffer.from(line);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at)]);
}

export const BROKEN_CSV: Record<string, Break> = {
  'a cell too few': (line) => line.replace(/^[^,]*,/, ''),
  'a cell too many': (line) => `one more,${line}`,
  'a stray quote': (line) => line.replace('cus_', 'cus"_'),
  'text behind a quote': (line) => line.replace('cus_', '"cus"_'),
  'a quote that is not closed': (line) => line.replace('cus_', '"cus_'),
  'not UTF-8': (line) => withOddByte(line, 3),
  'no match key': (line) => line.replace(/^([^,]*),[^,]*/, '$1,'),
};

export const BROKEN_NDJSON: Record<string, Break> = {
  'bad JSON': (line) => line.replace('}\n', ',}\n'),
  'bad JSON at once': (line) => line.replace('":', '"'),
  'a text that is not closed': (line) => line.replace('"}\n', '}\n'),
  'an array': (line) => `[${line.trimEnd()}]\n`,
  'no object': () => 'null\n',
  'too deep': () => `{"email":${'['.repeat(300)}${']'.repeat(300)}}\n`,
  'not UTF-8': (line) => withOddByte(line, 10),
  'no match key': (line) => line.replace(/"email":"[^"]*"/, '"email":""'),
};
