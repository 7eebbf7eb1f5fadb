/** What `batchctl listen` does, loaded when it is asked for. */
import { BatchctlError, EXIT, type ExitCode } from '../errors.js';
import { CallDesk } from '../import/call-desk.js';
import type { Confirming } from '../import/confirm-batches.js';
import { SANDBOX } from '../import/plan.js';
import type { CallReport } from '../report/call-report.js';
import { callJson } from '../report/call-json.js';
import { callText } from '../report/call-text.js';
import { createPalette } from '../report/palette.js';
import { printable } from '../report/text.js';
import { serveCalls } from './call-server.js';
import { connect } from './connect.js';
import { readSecretFile } from './credential.js';
import type { ListenFlags } from './listen.js';
import { setting, type Env, type Surroundings } from './surroundings.js';

const SECRET = 'BATCHCTL_WEBHOOK_SECRET';
/** A service that can't send a few kilobytes in this time calls again. */
const PATIENCE_MS = 10_000;

/** Listens until it is asked to stop, or for one genuine call. Throws a BatchctlError (usage, state). */
export async function listen(flags: ListenFlags, given: Surroundings): Promise<ExitCode> {
  const { stdout, stderr, env, tools } = given;
  const secret = await readWebhookSecret(flags, env);
  const say = (text: string) => void stderr.write(`batchctl: ${printable(text)}\n`);
  const palette = createPalette(stdout, env);
  const tell = (report: CallReport) =>
    void stdout.write(flags.json === true ? callJson(report) : callText(report, palette));
  const { stateDir } = flags;
  const desk = new CallDesk({ stateDir, tools, connect: connector(flags, env, say), say, secret, tell });
  const { host, port } = flags;
  const server = await serveCalls({ host, port, patienceMs: PATIENCE_MS, take: (call) => desk.take(call) });
  try {
    say(`listening for calls on ${server.url}; Ctrl-C ends it`);
    await desk.work(flags.once === true);
  } finally {
    await server.close();
  }
  desk.leave();
  return EXIT.ok;
}

async function readWebhookSecret({ webhookSecretFile }: ListenFlags, env: Env): Promise<string> {
  if (webhookSecretFile !== undefined) return await readSecretFile('--webhook-secret-file', webhookSecretFile);
  const secret = setting(env, SECRET)?.trim();
  if (secret !== undefined && secret !== '') return secret;
  const message = `without the secret that calls are signed with, anybody could make them, and ${SECRET} is not set`;
  throw new BatchctlError(EXIT.usage, 'webhook_secret_missing', message, {
    hint: 'the file that import was given: --webhook-secret-file PATH',
  });
}

/** Each import's own service, by its journal: where its rows went, and with the credential of now. */
function connector(
  { apiKeyFile, cacert, db }: ListenFlags,
  env: Env,
  log: (line: string) => void,
): Confirming['connect'] {
  return async (target, { baseUrl }) => {
    const own = { ...(apiKeyFile && { apiKeyFile }), ...(cacert && { cacert }), ...(db && { db }) };
    const flags = { baseUrl, fault: '', ...own };
    return await connect(baseUrl.startsWith(SANDBOX), target, flags, { env, log });
  };
}
