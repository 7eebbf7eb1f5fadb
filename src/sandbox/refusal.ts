/** A whole request that is refused. What the code is called is the dialect's affair. */
export interface RefusalDetails {
  /** The vendor's code; the dialect's usual one for the status by default. */
  readonly code?: string;
  /** The place in the body that is to blame, such as `records[2].email`. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A fault asked for the status alone: the dialect may put the vendor's own words for it in place of the message. */
  readonly injected?: boolean;
}

/** Thrown by a route, turned into the dialect's error body by the server. Nothing may have been written before. */
export class RequestRefusal extends Error {
  override readonly name = 'RequestRefusal';
  readonly status: number;
  readonly details: RefusalDetails;

  constructor(status: number, message: string, details: RefusalDetails = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}
