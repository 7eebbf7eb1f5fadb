/** Times as the APIs tell them, in whole seconds since 1970, from ISO texts. */

export function seconds(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}

/** An ISO time so many seconds later. */
export function later(iso: string, bySeconds: number): string {
  return new Date(Date.parse(iso) + bySeconds * 1000).toISOString();
}
