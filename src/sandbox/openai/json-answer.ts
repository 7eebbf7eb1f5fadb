/** Answers that are JSON, and the faults that take their place when something is asked for. */
import type { Answer, Call, Route } from '../dialect.js';
import { RequestRefusal } from '../refusal.js';
import type { Vendor } from './vendor.js';

export function jsonAnswer({ headers }: Pick<Vendor, 'headers'>, { correlationId }: Call, body: object): Answer {
  return { status: 200, headers: headers(correlationId), body: JSON.stringify(body) };
}

/** A GET route that the poll faults can spoil. */
export function reading(pattern: string, handle: (call: Call) => Answer): Route {
  return {
    method: 'GET',
    pattern,
    handle: (call) => {
      if (call.fired.has('poll-404')) throw new RequestRefusal(404, 'a fault that was asked for (404)');
      if (call.fired.has('poll-503')) throw new RequestRefusal(503, 'a fault that was asked for (503)');
      return handle(call);
    },
  };
}
