/** What time it is at the service, by the `Date` of its answers: a clock that doesn't jump when this machine's does. */
import type { Exchange } from '../target/http.js';
import type { Tools } from './tools.js';

export class ServiceClock {
  readonly #clock: Pick<Tools['clock'], 'uptime'>;
  /** ms by which the service's clock is ahead of the time since this machine started. */
  #ahead: number | undefined;

  constructor(clock: Pick<Tools['clock'], 'uptime'>) {
    this.#clock = clock;
  }

  /** ms since 1970, to the second; null as long as the service hasn't said. */
  now(): number | null {
    return this.#ahead === undefined ? null : this.#clock.uptime() * 1000 + this.#ahead;
  }

  /** The exchange, with an eye on what time it is there. The latest answer counts. */
  watch(exchange: Exchange): Exchange {
    return async (request) => {
      const response = await exchange(request);
      const date = Date.parse(response.headers['date'] ?? '');
      if (!Number.isNaN(date)) this.#ahead = date - this.#clock.uptime() * 1000;
      return response;
    };
  }
}
