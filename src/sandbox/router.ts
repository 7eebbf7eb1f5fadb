/** Finds the route of a path. */
import type { Dialect, Route } from './dialect.js';
import { RequestRefusal } from './refusal.js';

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The route of a request. Throws RequestRefusal: 404 for an unknown path, 405 with Allow for another method. */
export function findRoute(dialect: Dialect, method: string, path: string): Match {
  const matches = dialect.routes.flatMap((route) => {
    const params = path.startsWith(dialect.basePath) ? match(route, path.slice(dialect.basePath.length)) : undefined;
    return params === undefined ? [] : [{ route, params }];
  });
  if (matches.length === 0) throw new RequestRefusal(404, `no such path: ${path}`);
  const found = matches.find(({ route }) => route.method === method);
  if (found !== undefined) return found;
  const allow = matches.map(({ route }) => route.method).join(', ');
  throw new RequestRefusal(405, `${path} takes ${allow} only`, { headers: { allow } });
}

function match({ pattern }: Route, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith('{')) params[part.slice(1, -1)] = decode(value);
    else if (part !== value) return undefined;
  }
  return params;
}

/** A broken escape stays as it is: no name may look like that, and the route says so. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
