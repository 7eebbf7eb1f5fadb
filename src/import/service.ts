/** The service that an import talks to: a real API, or the built-in sandbox. */
import type { Connection, Exchange } from '../target/http.js';

export interface Service {
  /** Where requests go. */
  readonly url: string;
  /** What stands for it in keys: the base URL, or the sandbox's own id. */
  readonly identity: string;
  /** Never written anywhere. */
  readonly secret: string;
  /** Who the credential belongs to, where that is known; another account is another import. */
  readonly account: string | null;
  /** PEM of the authorities that its certificates must come from, in place of the usual ones. */
  readonly ca?: string;
  /** How it is asked, where that isn't over HTTP. */
  readonly exchange?: (connection: Connection) => Exchange;
  /** The sandbox's database; null for a real API. */
  readonly sandboxDb: string | null;
  close(): Promise<void>;
}
