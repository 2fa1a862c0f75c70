/** The 113 probes of the filter language, against tshark 4.0.17 and Wireshark 4.4.5: an error, or how many packets. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { listedProbes } from '../conformance/differences.test.helper.ts';
import { captureBytes, captureText, hasCaptures } from '../testing/captures.test.helper.ts';
import { compileFilter } from './filter.ts';
import type { FilterVersion } from './version.ts';

const FILES: readonly (readonly [version: FilterVersion, file: string])[] = [
  ['4.0', 'filter-probes-4.0.17.tsv'],
  ['4.4', 'filter-probes-4.4.5.tsv'],
];

test.skipIf(!hasCaptures).each(FILES)('the probes of %s', (version, file) => {
  const capture = openCapture(captureBytes('chrissanders/http_google.pcapng'));
  const listed = listedProbes().get(version) ?? [];
  const differences: string[] = [];
  const different: string[] = [];
  let compared = 0;
  for (const line of captureText(file).split('\n')) {
    const [text = '', count = '', problem = ''] = line.split('\t');
    if (text === '') continue;
    compared++;
    const { filter, error } = compileFilter(text, { version });
    const ours = error ? 'error' : String(filter.rows(capture).length);
    const theirs = problem === '' ? count : 'error';
    if (ours === theirs) continue;
    different.push(text);
    if (!listed.includes(text))
      differences.push(`${text}: ${ours} ${error?.message ?? ''}; Wireshark ${theirs} ${problem}`);
  }
  expect(differences).toEqual([]);
  expect(different).toEqual(listed);
  expect(compared).toBe(113);
});
