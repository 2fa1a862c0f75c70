/** The 113 probes of the filter language, against tshark 4.0.17 and Wireshark 4.4.5: an error, or how many packets. */
import { expect, test } from 'vitest';
import { openCapture } from '../capture/capture.ts';
import { registry } from '../protocols/all.ts';
import { captureBytes, captureText, hasCaptures } from '../testing/captures.test.help.ts';
import { compileFilter } from './filter.ts';
import { packetFields } from './packets/packet-fields.ts';
import type { FilterVersion } from './version.ts';

/** Protocols that may not be here yet; their probes are left out until they are. Whoever adds one takes it off this list. */
const NOT_YET: readonly (readonly [protocol: string, probes: RegExp])[] = [
  // Without HTTP the payload counts as data.
  ['http', /\bhttp\.|\bhttp contains|== http$|\bdata\.len\b/],
  ['dns', /\bdns\./],
  ['tls', /\b(tls|ssl)\./],
  ['x509sat', /\bx509sat\./],
  ['websocket', /\bwebsocket\b/],
  ['igmp', /\bigmp\./],
];

/** Differences that are known, and why. */
const EXPLAINED: readonly (readonly [version: FilterVersion, probe: string, why: string])[] = [
  [
    '4.4',
    '_ws.col.info contains "SYN"',
    'the oracle filters before it has made any column; the two SYNs are found here',
  ],
];

const FILES: readonly (readonly [version: FilterVersion, file: string])[] = [
  ['4.0', 'filter-probes-4.0.17.tsv'],
  ['4.4', 'filter-probes-4.4.5.tsv'],
];

/** A protocol is here when one of its names is a field. */
function isHere(protocol: string): boolean {
  return Array.from(packetFields(registry).fields).some(({ name }) => name.startsWith(protocol));
}

test.skipIf(!hasCaptures).each(FILES)('the probes of %s', (version, file) => {
  const capture = openCapture(captureBytes('chrissanders/http_google.pcapng'));
  const missing = NOT_YET.filter(([protocol]) => !isHere(protocol));
  const differences: string[] = [];
  let compared = 0;
  for (const line of captureText(file).split('\n')) {
    const [text = '', count = '', problem = ''] = line.split('\t');
    if (text === '' || missing.some(([, probes]) => probes.test(text))) continue;
    if (EXPLAINED.some(([own, probe]) => own === version && probe === text)) continue;
    compared++;
    const { filter, error } = compileFilter(text, { version });
    const ours = error ? 'error' : String(filter.rows(capture).length);
    const theirs = problem === '' ? count : 'error';
    if (ours !== theirs)
      differences.push(`${text}: ${ours} ${error?.message ?? ''}; Wireshark ${theirs} ${problem}`);
  }
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThanOrEqual(84);
});
