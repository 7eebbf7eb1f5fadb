/** Mutants of what is kept: the journal, its lock, and the files that are written beside it. */
import type { Mutant } from './mutant.js';
import { built, learnt, sources, worlds } from './mutants-judges.js';

const JOURNAL = 'journal/journal.ts';
const REPAIR = 'journal/repair.ts';
const FOLD = 'journal/fold.ts';
const STATE = 'journal/state.ts';
const FACTS = 'law/facts';

export const OF_THE_JOURNAL: readonly Mutant[] = [
  {
    file: JOURNAL,
    text: '        await this.#disk.sync(this.#file);\n',
    into: '',
    deadly: 'no sync behind an entry: a request is out whose INTENT a power loss takes back',
    judge: worlds,
  },
  {
    file: JOURNAL,
    text: '        await this.#disk.write(this.#file, part);\n        await this.#disk.sync(this.#file);\n',
    into: '        await this.#disk.sync(this.#file);\n        await this.#disk.write(this.#file, part);\n',
    deadly: 'synced first and written then: the same',
    judge: worlds,
  },
  {
    file: JOURNAL,
    text: '    return this.#queued;',
    into: '    void this.#queued.catch(() => undefined);\n    return Promise.resolve();',
    deadly: 'nobody waits for the disk',
    judge: worlds,
  },
  {
    file: JOURNAL,
    text: '      await this.#file.truncate(this.#bytes).catch(() => undefined);\n',
    into: '',
    deadly: 'what was said to have failed is there all the same, and the next run goes on from it',
    judge: sources(FACTS, 'the first write that fails'),
  },
  {
    file: REPAIR,
    text: '  await file.datasync();\n',
    into: '',
    deadly: 'what a killed run wrote and did not sync is acted on',
    judge: learnt,
  },
  {
    file: REPAIR,
    text: '  for (let done = 0; done < length;) {',
    into: '  for (let done = length; done < length;) {',
    deadly: 'what a failed sync of a run before dropped is acted on, as the next sync says that all is well',
    judge: learnt,
  },
  {
    file: REPAIR,
    text: '    if (size > bytes) await file.truncate(bytes);\n',
    into: '',
    deadly: 'an entry is written behind half of one, and the journal is damaged',
    judge: worlds,
  },
  {
    file: REPAIR,
    text: "    if (isUnended) await file.write('\\n', bytes);\n",
    into: '',
    deadly: 'an entry is written onto the line of the one before',
    judge: sources(FACTS, 'lost its end'),
  },
  {
    file: JOURNAL,
    text: 'this.#running.then(() => this.#commit())',
    into: 'this.#running.catch(() => undefined).then(() => this.#commit())',
    deadly: 'entries are written behind one that failed',
    judge: sources(FACTS, 'the first write that fails'),
  },
  {
    file: JOURNAL,
    text: '      if (this.#entries > 0) await link(path, join(this.directory, await nextName(this.directory)));\n      await rename(next, path);\n',
    into: '      await rename(next, path);\n      if (this.#entries > 0) await link(path, join(this.directory, await nextName(this.directory)));\n',
    deadly: 'the old journal is gone before it has another name',
    judge: sources(FACTS, 'gives way'),
  },
  {
    file: 'journal/codec.ts',
    text: "  if (line.toString('latin1', end) !== tail(line.subarray(0, end))) return undefined;\n",
    into: '',
    deadly: 'the CRC is not checked',
    judge: sources(FACTS, 'in the place of another'),
  },
  {
    file: 'journal/codec.ts',
    text: " || line.toString('latin1', 0, start.length) !== start",
    into: '',
    deadly: 'an entry that is missing is not missed',
    judge: sources(FACTS, 'in the place of another'),
  },
  {
    file: 'journal/replay.ts',
    text: "      if (isWhole(line)) throw new DamagedJournal(this.#badLine, 'is damaged');\n",
    into: '',
    deadly: 'damage in the middle passes for a torn tail, and all behind it is forgotten',
    judge: sources(FACTS, 'damage with whole lines'),
  },
  {
    file: FOLD,
    text: "  if (part === undefined || part.phase === 'settled') return;\n",
    into: '  if (part === undefined) return;\n',
    deadly: 'what is settled does not stay so',
    judge: sources(FACTS),
  },
  {
    file: FOLD,
    text: "state.complete = entry.type === 'END' && entry.complete;",
    into: "state.complete = entry.type === 'END';",
    deadly: 'an import that was stopped counts as finished',
    judge: worlds,
  },
  {
    file: STATE,
    text: "phase === 'refused' || phase === 'split',",
    into: "phase === 'sent' || phase === 'refused' || phase === 'split',",
    deadly: 'an import of which something may be applied is forgotten',
    judge: sources(FACTS, 'nothing can have been applied'),
  },
  {
    file: FOLD,
    text: "if (known.phase === 'refused') known.sentSince = intent.moment;",
    into: 'known.sentSince = known.sentSince;',
    deadly: 'a new request is as old as the one that was refused before it',
    judge: sources(FACTS, 'a request counts from'),
  },
  {
    file: FOLD,
    text: "part.mayBeApplied ||= fact.about === 'job';",
    into: "part.mayBeApplied = fact.about === 'job';",
    deadly: 'rows are rejected that a job before the last refusal had applied',
    judge: sources('law/doubts', 'whatever refusals'),
  },
  {
    file: FOLD,
    text: 'state.parts.get(parentOf(intent.part))?.mayBeApplied ?? false',
    into: 'false',
    deadly: 'rows of a part that was split are rejected, and a job of all of them had applied them',
    judge: sources('law/doubts', 'its parts'),
  },
  {
    file: 'lock.ts',
    text: '} else if (await isAlive(found, me, clock)) {',
    into: '} else if (!(await isAlive(found, me, clock)) && found.text === "") {',
    deadly: 'the lock of one that lives is ignored',
    judge: sources('unit/lock', 'is held once'),
  },
  {
    file: 'lock.ts',
    text: '    if (now?.text !== stale.text || now.modified !== stale.modified) return false;\n',
    into: '',
    deadly: 'a late rival takes the lock of the one that took it over',
    judge: sources('unit/lock', 'race for one dead lock'),
  },
  {
    file: 'lock.ts',
    text: 'if (holder.bootId !== me.bootId) return false;',
    into: 'if (holder.bootId !== me.bootId) return true;',
    deadly: 'a machine that was started anew never goes on',
    judge: sources('unit/lock', 'of an earlier boot'),
  },
  {
    file: 'report/report-file.ts',
    text: '      await this.#file.sync();\n',
    into: '',
    deadly: 'the journal names a rejects file that is not on disk',
    judge: built('crash/report-order'),
  },
  {
    file: 'import/conclude.ts',
    text: 'const complete = isOver && rejects !== undefined && results !== undefined;',
    into: 'const complete = isOver;',
    deadly: 'an import is finished whose rejects file was never written',
    judge: built('faults/disk-report', 'where something else'),
  },
  {
    file: 'import/conclude.ts',
    text: 'const isOver = isCut && pending === 0 && inDoubt === 0;',
    into: 'const isOver = pending === 0 && inDoubt === 0;',
    deadly: 'an import is finished whose file was not read to its end',
    judge: worlds,
  },
];
