/** Secrets blotted out of what a service says, in every form in which it may repeat them. */

const BLOT = '[redacted]';
/** Characters. What is shorter than this in another form would be found by chance. */
const LEAST = 8;

/** A function that blots these secrets out of a text. Empty ones must not be among them. */
export function blotter(secrets: readonly string[]): (text: string) => string {
  if (secrets.length === 0) return (text) => text;
  const forms = new RegExp(secrets.flatMap(formsOf).join('|'), 'g');
  return (text) => text.replace(forms, BLOT);
}

/** Patterns of one secret: as it is, escaped as in JSON or an address, in hex, and in base64, alone or within more. */
function formsOf(secret: string): string[] {
  if (secret.length < LEAST) return [literal(secret)];
  const hex = Array.from(Buffer.from(secret), (byte) => inHex(byte, 2)).join('');
  return [Array.from(secret, escapedForms).join(''), hex, ...base64Forms(secret)];
}

/** JSON may write any sign as `\u0041` or behind a backslash, and in JSON that is quoted in JSON behind up to three; an address as `%41`. */
function escapedForms(sign: string): string {
  const percent = [...Buffer.from(sign)].map((byte) => `%${inHex(byte, 2)}`).join('');
  const units = Array.from({ length: sign.length }, (_, at) => `\\\\{1,3}u${inHex(sign.charCodeAt(at), 4)}`).join('');
  return `(?:\\\\{0,3}${literal(sign)}|${units}|${percent})`;
}

function inHex(number: number, digits: number): string {
  return Array.from(number.toString(16).padStart(digits, '0'), eitherCase).join('');
}

function eitherCase(digit: string): string {
  return /[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit;
}

/** Within a longer text its first and last sign depend on what stands beside it, and where it begins on what stands before. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6));
    return Array.from(whole, base64Sign).join('');
  });
}

function base64Sign(sign: string): string {
  if (sign === '+') return '[+-]';
  return sign === '/' ? '[/_]' : sign;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
