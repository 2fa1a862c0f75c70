/** Each system of the courses runs end to end, by the commands of docs/systems.md, which is written from them. */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { describe, expect, it } from 'vitest';
import { ROOT, start } from '../command/wireside.ts';
import { ROWS } from './rows.ts';
import type { Row, Typed } from './rows.ts';

const PAGE = join(ROOT, 'docs/systems.md');
/** The machine may be busy. ms. */
const TIMEOUT = 720_000;

describe.concurrent('systems', () => {
  for (const row of ROWS) {
    itNeedsNamespaces(`row ${row.number}: ${row.title}`, () => play(row), TIMEOUT);
  }
});

/** Types the commands of a row one after the other in a folder of its own. */
async function play({ programs = {}, typed }: Row): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wireside-systems-'));
  try {
    chmodSync(folder, 0o755);
    for (const [name, sample] of Object.entries(programs)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      copyFileSync(join(ROOT, sample), join(folder, name));
    }
    for (const one of typed) await type(one, folder);
  } finally {
    for (const each of [folder, `${folder}-state`]) rmSync(each, { recursive: true, force: true });
  }
}

async function type({ command, prints, status = 0 }: Typed, folder: string): Promise<void> {
  const path = `${join(ROOT, 'node_modules/.bin')}:$PATH`;
  const script = `set -o pipefail; cd ${folder}; export PATH=${path}; ${command}`;
  const { code, stdout, stderr } = await start(['bash', '-c', script], {
    XDG_STATE_HOME: `${folder}-state`,
  }).said;
  const said = `$ ${command}\n${stdout}${stderr}`;
  let rest = stdout.split('\n').concat(stderr.split('\n'));
  for (const line of prints) {
    const pattern = patternOf(line);
    const at = rest.findIndex((each) => pattern.test(each.trimEnd()));
    expect(at, `${line}\nis not in, or not in this place of:\n${said}`).toBeGreaterThanOrEqual(0);
    rest = rest.slice(at + 1);
  }
  expect(code, said).toBe(status);
}

/** A line of the page, where `…` stands for anything. */
function patternOf(line: string): RegExp {
  const parts = line.split('…').map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^\\s*${parts.join('.*')}$`);
}

const section = ({ number, title, proves, programs = {}, typed }: Row): string => {
  const files = Object.entries(programs).map(([name, sample]) => `\`${name}\` is [${sample}](../${sample})`);
  const commands = typed.map(({ command }) => `${command}\n`).join('');
  const printed = typed.flatMap(({ prints }) => prints.map((line) => `${line}\n`)).join('');
  return `## ${number}. ${title}

${proves}
${files.length === 0 ? '' : `\n${files.join(', ')}.\n`}
\`\`\`sh
${commands}\`\`\`

\`\`\`text
${printed}\`\`\`
`;
};

const page = `# The systems of the courses

Each system that a course on networks works with, the commands that show it, and what they prove. A test types the commands of each row in an empty folder, and finds below them what they print among other lines; \`…\` stands for anything. The numbers are those of the tests, \`row 1\` and so on. The seven quizzes (9) and the report (10) are not there yet.

This page is written from the tests: \`RECORD=1 npx vitest run tests/systems\`.

${ROWS.map(section).join('\n')}`;

it('docs/systems.md has the rows of this test (RECORD=1 writes it)', () => {
  if (process.env['RECORD'] === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});
