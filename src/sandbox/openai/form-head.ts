/** What the headers of a form and of its parts say. */

/** A parameter's name, and its value with quotes or without. */
const PARAMETER = /;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/g;

/** The boundary of a `Content-Type`; undefined unless it is a form's. */
export function boundaryOf(contentType: string): string | undefined {
  return /^multipart\/form-data\s*(?:;|$)/i.test(contentType) ? parametersOf(contentType).get('boundary') : undefined;
}

/** A part's field name and, for a file, the file's name; undefined for a head that names no field. */
export function partHead(head: string): { name: string; filename: string | undefined } | undefined {
  const line = head.split('\r\n').find((line) => /^content-disposition\s*:\s*form-data\s*;/i.test(line));
  const parameters = parametersOf(line ?? '');
  const name = parameters.get('name');
  return name === undefined ? undefined : { name, filename: parameters.get('filename') };
}

function parametersOf(header: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of header.matchAll(PARAMETER)) {
    parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? bare);
  }
  return parameters;
}
