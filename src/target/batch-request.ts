/** What the rows of a source are to a batch: prompts, whole bodies, or requests already. */
import { usageError } from '../errors.js';
import { requestMaker, takesPrompt, takesSystem } from './batch-line.js';
import type { Sample, Shaping } from './shaping.js';
import type { Settings } from './scope.js';
import type { TargetFlag } from './target.js';
import { textColumn } from './text-column.js';

export const REQUEST_FLAGS: readonly TargetFlag[] = [
  { name: 'model', value: '<name>', help: 'the model that answers' },
  {
    name: 'prompt',
    value: '<column>',
    help: 'the column with the prompt; default: prompt, else the only one with sentences',
  },
  { name: 'system', value: '<text>', help: 'what the model is told before every prompt' },
  { name: 'body', value: '<column>', help: 'the column that holds the whole body of each request, as JSON' },
];

/** Completed, `prompt` or `body` names a column; where neither does, the rows are requests already. */
export const requestShaping: Shaping = { complete, maker: requestMaker };

function complete(settings: Settings, sample: Sample, { object }: { readonly object: string | null }): Settings {
  const { body, prompt } = settings;
  if (body !== undefined && prompt !== undefined)
    throw usageError('prompt_and_body', '--prompt and --body exclude each other');
  if (body !== undefined)
    return { ...settings, body: textColumn(sample, { flag: 'body', named: body, usual: body, others: [] }) };
  if (prompt === undefined && isRequests(sample)) return asRequests(settings, sample);
  return asPrompts(settings, sample, object ?? '');
}

function asRequests(settings: Settings, { name }: Sample): Settings {
  if (settings['model'] === undefined && settings['system'] === undefined) return settings;
  throw usageError(
    'requests_complete',
    `${name}: the rows are requests already, and --model and --system say something else`,
  );
}

function asPrompts(settings: Settings, sample: Sample, endpoint: string): Settings {
  const { prompt, model, system } = settings;
  if (!takesPrompt(endpoint)) {
    const hint = 'add --body COLUMN, the one with the whole body of each request';
    throw usageError('body_missing', `a prompt alone makes no request to ${endpoint}`, hint);
  }
  if (system !== undefined && !takesSystem(endpoint))
    throw usageError('system_unknown', `${endpoint} takes no --system`);
  if (model === undefined) throw usageError('model_missing', 'which model is to answer?', 'add --model NAME');
  return {
    ...settings,
    prompt: textColumn(sample, { flag: 'prompt', named: prompt, usual: 'prompt', others: ['id'] }),
  };
}

function isRequests({ columns }: Sample): boolean {
  return columns.includes('body') && ['url', 'method', 'custom_id'].some((name) => columns.includes(name));
}
