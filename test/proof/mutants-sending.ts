/** Mutants of what is sent, under which key, and whether it may be. */
import type { Mutant } from './mutant.js';
import { built, learnt, sources, worlds } from './mutants-judges.js';

const CARRY = 'import/carry.ts';
const SEND = 'import/send.ts';
const KEY = 'import/key.ts';
const GENERATIONS = 'law/generations';

export const OF_SENDING: readonly Mutant[] = [
  {
    file: 'import/announce.ts',
    text: "await line.journal.append({ type: 'INTENT'",
    into: "void line.journal.append({ type: 'INTENT'",
    deadly: 'the request leaves before its INTENT is on disk',
    judge: worlds,
  },
  {
    file: 'import/announce.ts',
    text: 'if ((await hashOf(body)) === intent.body) return body;',
    into: "if (intent.body !== '') return body;",
    deadly: 'other bytes go out under the key of what was announced',
    judge: built('law/announced'),
  },
  {
    file: KEY,
    text: '...place, parts.firstRow, parts.items',
    into: '...place, parts.items',
    deadly: 'two equal chunks of one file have one key, and one of them is lost',
    judge: sources('unit/key'),
  },
  {
    file: KEY,
    text: 'parts.items, parts.body, parts.generation',
    into: 'parts.items, parts.generation',
    deadly: 'a key meets another body',
    judge: sources('unit/key'),
  },
  {
    file: KEY,
    text: 'parts.importId, parts.salt]',
    into: 'parts.salt]',
    deadly: 'two files of the same rows have the same keys',
    judge: sources('unit/key'),
  },
  {
    file: CARRY,
    text: "intent.generation + (refusal?.about === 'job' ? 1 : 0)",
    into: 'intent.generation',
    deadly: 'a job that failed is answered from the memory of its key, and never done',
    judge: built(GENERATIONS, 'done anew'),
  },
  {
    file: 'import/begin.ts',
    text: 'intent.generation + 1)',
    into: 'intent.generation)',
    deadly: 'a new import is refused from the memory of the old one',
    judge: built(GENERATIONS, 'begun anew'),
  },
  {
    file: 'import/begin.ts',
    text: 'salt: isAnother ? tools.token() : (before?.begin.salt ?? null),',
    into: 'salt: before?.begin.salt ?? null,',
    deadly: 'what --new-run sends is answered from the memory of the import before',
    judge: built('cli/keys', 'new-run imports'),
  },
  {
    file: SEND,
    text: "  if (!isWindowOpen(line, part)) return { kind: 'doubt', reason: windowIsOver(part) };\n",
    into: '',
    deadly: 'what the service may have forgotten is sent again',
    judge: worlds,
  },
  {
    file: 'import/key-window.ts',
    text: '+ GHOST_MS + SKEW_MS < dedupe.windowMs',
    into: '< dedupe.windowMs * 2',
    deadly: 'the window is taken to be twice as long',
    judge: worlds,
  },
  {
    file: 'import/key-window.ts',
    text: 'return others.length === 1 ? most : second;',
    into: 'return second;',
    deadly: 'of two clocks the one counts that shows less',
    judge: sources('unit/key-window'),
  },
  {
    file: 'import/key-window.ts',
    text: 'from.bootId !== null && from.bootId === to.bootId ?',
    into: 'from.bootId !== null ?',
    deadly: 'a machine that was started anew is compared by its uptime',
    judge: sources('unit/key-window'),
  },
  {
    file: SEND,
    text: 'if (!isUnapplied && !isOfContent) return',
    into: 'if (!isUnapplied && isOfContent) return',
    deadly: 'a no to the sender is believed of a copy that was never answered',
    judge: worlds,
  },
  {
    file: 'target/answer.ts',
    text: 'unapplied: response.status === TOO_MANY',
    into: 'unapplied: true',
    deadly: 'a no to the sender is believed of a copy that was answered with a failure',
    judge: learnt,
  },
  {
    file: 'import/past.ts',
    text: 'this.isUnapplied &&= unapplied;',
    into: 'this.isUnapplied = unapplied;',
    deadly: 'the last attempt alone decides whether anything can have been applied',
    judge: learnt,
  },
  {
    file: 'import/past.ts',
    text: 'this.isUnapplied = isFresh;',
    into: 'this.isUnapplied = true;',
    deadly: 'what an earlier run sent is forgotten',
    judge: built(GENERATIONS, 'an earlier run'),
  },
  {
    file: SEND,
    text: "return await plan.target.send(exchange, destination, request);\n  } catch (error) {\n    return { kind: 'again', trouble: unanswered(error) };",
    into: "return await plan.target.send(exchange, destination, request);\n  } catch (error) {\n    return { kind: 'again', trouble: { ...unanswered(error), unapplied: true } };",
    deadly: 'a lost answer is taken for a request that never came',
    judge: sources('law/sending', 'never got an answer'),
  },
];
