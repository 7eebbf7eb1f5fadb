/** Customers who don't exist: twelve columns, several scripts, and what makes a CSV file hard to read. */

const FIRST =
  'Anna Béla Carlos Dmitri Eve François Grace Heidi José Käthe Liam Noah Olga Renée Søren Tomás Wei Yūki Zoë 美咲 Иван محمد नेहा'.split(
    ' ',
  );
const LAST =
  "Smith García Müller O'Brien Nguyen Kowalski Rossi Åkesson Dupont Fernández 田中 Петров Silva Jensen Brown Lee".split(
    ' ',
  );
const STREETS = ['Main St', 'Oak Avenue', 'Rue de la Paix', 'Bahnhofstraße', 'Calle Mayor', 'Via Roma', 'ул. Ленина'];
const CITIES = ['London,GB', 'Berlin,DE', 'Paris,FR', 'São Paulo,BR', 'New York,US', '東京,JP', 'Kraków,PL', 'Lyon,FR'];
const PLANS = ['free', 'starter', 'pro', 'enterprise'];
/** Half of the rows have none. */
const NOTES = [
  'Prefers mail',
  'Important, call first',
  'Asked about the "pro" plan',
  'Called twice\nNo answer',
  'One line\r\nand two more\nwith both line breaks',
  'Renewal is due, see CRM',
];

export type Profile = Readonly<Record<string, string>>;

/** Numbers from 0 below 1, the same on every run: xorshift with 32 bits. */
function chance(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The first `rows` customers; the same ones every time. */
export function* profiles(rows: number): Generator<Profile> {
  const random = chance();
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = (list: readonly string[]) => list[below(list.length)] ?? '';
  for (let row = 1; row <= rows; row++) {
    const [city = '', country = ''] = pick(CITIES).split(',');
    yield {
      id: `cus_${row.toString(36).padStart(8, '0')}`,
      email: `user${row}.${below(1e6).toString(36)}@example.com`,
      first_name: pick(FIRST),
      last_name: pick(LAST),
      phone: `+${1e10 + below(9e10)}`,
      street: `${1 + below(999)} ${pick(STREETS)}${random() < 0.25 ? `, flat ${below(99)}` : ''}`,
      city,
      country,
      plan: pick(PLANS),
      signup_date: new Date(1.4e12 + below(3e11)).toISOString(),
      lifetime_value: (random() * 10_000).toFixed(2),
      notes: random() < 0.5 ? '' : pick(NOTES),
    };
  }
}

/** A line of CSV with its line break; quoted only where it has to be. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}
