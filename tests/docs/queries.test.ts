/** The page of the query language: its fields, kinds and values are written from the code, and its examples are valid. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLabs } from '@wireside/lab';
import type { Kind } from '@wireside/trace';
import { AGGREGATES, compileQuery, KINDS, QUERY_VALUES, SAMPLE_VALUES } from '@wireside/trace';
import type { Field, FieldType } from '@wireside/wire';
import { packetFields } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import { format, resolveConfig } from 'prettier';
import { afterAll, expect, it } from 'vitest';
import { ROOT } from '../command/wireside.ts';

const PAGE = join(ROOT, 'docs/queries.md');
/** From here on, the page is written. */
const MARK = '<!-- Written from the code: RECORD=1 npx vitest run tests/docs/queries.test.ts -->\n';

/** Types as the page calls them, each with how a field of the type is compared. */
const TYPES: Readonly<Record<string, readonly [what: string, example: (name: string) => string]>> = {
  number: ['a number: 80, 0x50, -1', (name) => `${name} == 1`],
  seconds: ['a time in seconds: 0.5', (name) => `${name} > 0.5`],
  date: ['a point in time', (name) => `${name} > "2026-01-31 12:00:00"`],
  flag: ['0 or 1', (name) => `${name} == 1`],
  text: ['a text in quotes', (name) => `${name} contains "abc"`],
  bytes: ['bytes, in hexadecimal or as a text in quotes', (name) => `${name} contains 0d:0a`],
  IPv4: ['an address or a network', (name) => `${name} == 10.0.0.0/8`],
  IPv6: ['an address or a network', (name) => `${name} == fd00::/8`],
  MAC: ['an Ethernet address', (name) => `${name} == 02:00:00:00:00:01`],
  identifier: ['an object identifier, as its bytes', (name) => `${name} == 55:04:03`],
  mark: ['there or not there', (name) => name],
  protocol: ['there or not there; also its bytes', (name) => name],
};

function typeOf(type: FieldType): string {
  const names: Partial<Record<FieldType, string>> = {
    dur: 'seconds',
    time: 'date',
    bool: 'flag',
    str: 'text',
    bytes: 'bytes',
    ip4: 'IPv4',
    ip6: 'IPv6',
    mac: 'MAC',
    oid: 'identifier',
    label: 'mark',
    proto: 'protocol',
  };
  return names[type] ?? 'number';
}

const allPacketFields = [...packetFields(labRegistry).fields].toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** The fields of packets by protocol. */
function packetList(): string {
  const protocols = [...new Set(allPacketFields.map(({ name }) => name.split('.', 1)[0]!))];
  return protocols
    .map((protocol) => {
      const fields = allPacketFields.filter(({ name }) => name.split('.', 1)[0] === protocol);
      const title = fields.find(({ name, type }) => name === protocol && type === 'proto')?.title;
      const list = fields.map(({ name, type }) => `\`${name}\` ${typeOf(type)}`).join(', ');
      return `- **${protocol}**${title === undefined ? '' : ` (${title})`}: ${list}`;
    })
    .join('\n');
}

/** Markdown as the workspace formats it. */
async function formatted(text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
}

const row = (...cells: string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');
}

function section({ name, title, file, isShown, fields }: Kind): string {
  const shown = isShown ? ' A verdict can point at them with `show`.' : '';
  const intro = `### ${name}\n\n${title.charAt(0).toUpperCase()}${title.slice(1)} (\`${file}\`).${shown}`;
  if (fields.length === 0) {
    return `${intro} The fields are Wireshark's, and those of our own protocols. \`wireside packets FILE -Y FILTER\` tries a filter, and so does Wireshark.\n\n${packetList()}`;
  }
  const rows = fields.map(({ field, example }) => [
    `\`${field.name}\``,
    typeOf(field.type),
    field.title,
    `\`${example}\``,
  ]);
  return `${intro}\n\n${table(['field', 'type', 'what it is', 'example'], rows)}`;
}

const written = await formatted(`${MARK}
## Aggregates

${table(
  ['aggregate', 'what it is'],
  Object.entries(AGGREGATES).map(([name, what]) => [`\`${name}\``, what]),
)}

## Values

${table(
  ['value', 'what it is', 'such as'],
  Object.entries(QUERY_VALUES).map(([name, { title, sample }]) => [`\`$${name}\``, title, `\`${sample}\``]),
)}

## Types

${table(
  ['type', 'what it is', 'example'],
  Object.entries(TYPES).map(([name, [what, example]]) => [name, what, `\`${example('FIELD')}\``]),
)}

## Kinds and their fields

${KINDS.map(section).join('\n\n')}
`);

it('docs/queries.md lists all kinds, fields and values (RECORD=1 writes it)', () => {
  const page = readFileSync(PAGE, 'utf8');
  const whole = page.slice(0, page.indexOf(MARK)) + written;
  if (process.env['RECORD'] === '1') writeFileSync(PAGE, whole);
  expect(page.includes(MARK)).toBe(true);
  expect(readFileSync(PAGE, 'utf8')).toBe(whole);
});

it('an example of its type is valid for each field of packets', () => {
  const wrong = allPacketFields.flatMap(({ name, type }: Field) => {
    const { error } = compileQuery(`count(packets: ${TYPES[typeOf(type)]![1](name)}) >= 1`, SAMPLE_VALUES);
    return error === undefined ? [] : [`${name}: ${error.message}`];
  });
  expect(wrong).toEqual([]);
});

it('the queries of the page are valid', () => {
  const page = readFileSync(PAGE, 'utf8');
  const texts = [...page.slice(0, page.indexOf(MARK)).matchAll(/```text\n([^]*?)```/g)].flatMap(([, text]) =>
    text!.trim().split('\n'),
  );
  expect(texts.length).toBeGreaterThan(5);
  for (const text of texts) expect(compileQuery(text, SAMPLE_VALUES).error, text).toBe(undefined);
});

const labs = mkdtempSync(join(tmpdir(), 'wireside-labs-'));
afterAll(() => rmSync(labs, { recursive: true, force: true }));

it('the lab of the page has no problems, and a mistake is shown as the page shows it', () => {
  const page = readFileSync(PAGE, 'utf8');
  const [part] = [...page.matchAll(/```yaml\n(id: [^]*?)```/g)].map((match) => match[1]!);
  const folder = join(labs, 'networks/join');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(labs, 'networks/lab.yaml'),
    'id: networks\ntitle: Networks\nparts: [join]\nhosts: {}\ndefaultEdition: now\neditions: { now: { title: Now, strict: true } }\n',
  );
  writeFileSync(join(folder, 'part.yaml'), part!);
  expect(readLabs(labs).flatMap(({ problems }) => problems)).toEqual([]);
  writeFileSync(join(folder, 'part.yaml'), part!.replace('igmp.maddr', 'igmp.madr'));
  const [problem] = readLabs(labs).flatMap(({ problems }) => problems);
  expect(page, 'the mistake').toContain(
    `part.yaml:${problem?.line}:${problem?.column}: ${problem?.field}: ${problem?.message} ${problem?.near}`,
  );
});
