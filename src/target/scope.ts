/** Where rows go, and with what said about them. */

/** Where the rows of one import go: another scope is another import. */
export interface Scope {
  readonly target: string;
  /** The API's base URL, or `sandbox:<id>` for the built-in server, whose port says nothing. */
  readonly baseUrl: string;
  readonly account: string | null;
  readonly object: string | null;
  readonly operation: string;
  readonly matchKey: string | null;
  readonly user: string | null;
}

/** Values of a target's own flags, by the flag's name. Kept in the journal: the same import is always sent with the same ones. */
export type Settings = Readonly<Record<string, string>>;

/** Applying the same rows twice changes nothing, but their order matters: the last one wins. */
export function isOrdered(scope: Scope): boolean {
  return scope.operation === 'upsert';
}

/** ` where name = 'value'` for a look into the built-in server; empty where the value had better not stand in a command to be typed. */
export function whereIs(name: string, value: string | null): string {
  return value !== null && /^[\w.@-]+$/.test(value) ? ` where ${name} = '${value}'` : '';
}
