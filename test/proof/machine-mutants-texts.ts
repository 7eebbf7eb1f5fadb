/** What is said to people, as the syntax tree has it: a mutant of it is seen by readers alone. */

/** Names of what is said, and of what is put together for that. */
const SAID = /^(?:message|hints?|why|reason|tries|time)$/;

/**
 * A node that is a text, whatever is in it: what errors are made of, what has the name of a text, whatever has a blank in it, and the
 * choice between two of which one has.
 */
export function isText(node: unknown): boolean {
  if (!isNode(node)) return false;
  switch (node.type) {
    case 'NewExpression':
      return nameOf(node['callee']).endsWith('Error') || nameOf(node['callee']).endsWith('Journal');
    case 'VariableDeclarator':
      return SAID.test(nameOf(node['id']));
    case 'ObjectProperty':
      return SAID.test(nameOf(node['key']));
    case 'StringLiteral':
      return hasBlank(node['value']);
    case 'ConditionalExpression':
      return [node['consequent'], node['alternate']].some((branch) => isText(branch));
    case 'TemplateLiteral':
      return Array.isArray(node['quasis']) && node['quasis'].some(hasBlankInside);
    default:
      return false;
  }
}

interface Node {
  readonly type: string;
  readonly [name: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : '';
}

function hasBlank(value: unknown): boolean {
  return typeof value === 'string' && value.includes(' ');
}

function hasBlankInside(quasi: unknown): boolean {
  if (!isNode(quasi)) return false;
  const { value } = quasi;
  return typeof value === 'object' && value !== null && 'raw' in value && hasBlank(value.raw);
}
