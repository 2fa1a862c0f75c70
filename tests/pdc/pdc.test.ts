/** Reported programs for packetization: correct ones pass, and each wrong one fails with the reason that is true. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, readSource } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { findCases, findEdition, findPart, judge } from '@wireside/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The programs are not part of the product; without them, the tests are skipped by name. */
const CASES = join(
  process.env['WIRESIDE_CASES'] ?? join(import.meta.dirname, '../../../shared/cases'),
  'pdc',
);
const TIMEOUT = 480_000;
const part = findPart('packetization');
let bench: Bench;
let folder = '';
beforeAll(() => {
  bench = Bench.open();
  folder = mkdtempSync(join(tmpdir(), 'wireside-pdc-'));
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

/** All but the longest, which takes minutes for a program that reads byte by byte. */
const QUICK = part.cases.map(({ id }) => id).filter((id) => id !== 'flood-long');

/** Cases in which a program fails, and the reasons that are told, in the order in which they are. */
const WRONG: Readonly<Record<string, readonly [cases: readonly string[], reasons: readonly string[]]>> = {
  'w1_port_hard_coded.py': [['two', 'one', 'bytes'], ['port-hard-coded']],
  'w2_host_hard_coded_pmu_lab.py': [['two', 'fifteen', 'bytes'], ['host-hard-coded']],
  'w3_host_unknown_name.py': [['two', 'bytes'], ['host-hard-coded']],
  'w5_refuses_decimal_d.py': [['two', 'fifths'], ['ended-before-connecting']],
  'w6_number_cut.py': [['two', 'bytes', 'seventeen'], ['number-cut']],
  'w7_rest_thrown_away.py': [
    ['fifteen', 'seventeen'],
    ['few-digits', 'split-message-lost'],
  ],
  'w8_error_caught.py': [['flood-cut'], ['character-cut']],
  'w10_no_zero.c': [['seventeen', 'fifths'], ['old-bytes-in-buffer']],
  'w11_one_late.py': [['two', 'seconds'], ['one-late']],
  'w12_error_on_stdout.py': [['two', 'nobody'], ['error-on-output']],
  'w18_node_chunk.mjs': [['two', 'seventeen'], ['one-recv-one-message']],
  'w20_old_prototype.py': [
    ['two', 'bytes'],
    ['host-hard-coded', 'wrong-command'],
  ],
  'w21_port_first.py': [['two', 'bytes'], ['wrong-command-line']],
  'w22_sleeps_instead.py': [['fifteen', 'seconds'], ['reads-once']],
  'w24_syntax_error.py': [['two', 'bytes'], ['crash']],
  'w25_missing_module.py': [['two', 'bytes'], ['crash']],
  'w26_crash_str_bytes.py': [['two', 'bytes'], ['crash']],
  'w28_udp.py': [['two', 'bytes'], ['udp-socket']],
  'w30_literal.py': [['two', 'bytes'], ['address-hard-coded']],
  'w31_decode_each.py': [['flood-cut'], ['character-cut']],
};
const CORRECT = [
  'r1_count_last_line.py',
  'r2_heading.py',
  'r3_half_close.py',
  'r4_command_byte_by_byte.py',
  'r7_char_by_char.py',
];

async function verdictOn(name: string, cases: readonly string[]): Promise<Awaited<ReturnType<typeof judge>>> {
  return judge(readSource(join(CASES, name)), {
    part,
    edition: findEdition(part),
    editionId: part.defaultEdition,
    cases: findCases(part, cases),
    seed: 'pdc',
    bench,
    folder: join(folder, name),
  });
}

function itJudges(name: string, test: () => Promise<void>): void {
  if (existsSync(join(CASES, name))) itNeedsNamespaces(name, test, TIMEOUT);
  else it.skip(`${name} (it is not here)`, () => {});
}

describe('correct programs', () => {
  for (const name of CORRECT)
    itJudges(name, async () => {
      const { cases } = await verdictOn(name, QUICK);
      expect(cases.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    });
});

describe('incorrect programs', () => {
  for (const [name, [cases, reasons]] of Object.entries(WRONG))
    itJudges(name, async () => {
      const { verdict, changes, cases: judged } = await verdictOn(name, cases);
      expect(verdict).toBe('fail');
      expect(changes.map(({ id }) => id).toSorted(), changes.map(({ text }) => text).join('\n')).toEqual(
        [...reasons].toSorted(),
      );
      // Each failed case has a reason.
      expect(judged.filter((one) => one.verdict === 'fail' && one.diagnoses.length === 0)).toEqual([]);
    });
});
