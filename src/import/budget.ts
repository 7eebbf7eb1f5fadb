/** How many retries all requests of a run may spend together: what a service in trouble needs least is everybody trying again. */
export class RetryBudget {
  readonly #most: number;
  #left: number;

  constructor(most: number) {
    this.#most = most;
    this.#left = most;
  }

  /** False when there is nothing left to spend. */
  spend(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  /** For every answer that means something: a service that fails every second time is still worth it. */
  earn(): void {
    this.#left = Math.min(this.#most, this.#left + 1);
  }
}
