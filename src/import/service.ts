/** The service that an import talks to: a real API, or the built-in sandbox. */

export interface Service {
  /** Where requests go. */
  readonly url: string;
  /** What stands for it in keys: the base URL, or the sandbox's own id. */
  readonly identity: string;
  /** Never written anywhere. */
  readonly secret: string;
  /** Who the credential belongs to, where that is known; another account is another import. */
  readonly account: string | null;
  /** The sandbox's database; null for a real API. */
  readonly sandboxDb: string | null;
  close(): Promise<void>;
}
