/** TLS and X.509 against tshark 4.0.17, frame by frame, over captures that nobody here wrote. */
import { expect, test } from 'vitest';
import { openCapture } from '../../capture/capture.ts';
import type { Capture } from '../../capture/capture.ts';
import { streamMessages } from '../../conversations/messages.ts';
import { tcpStreams } from '../../conversations/tcp-streams.ts';
import {
  captureBytes,
  captureNames,
  hasCaptures,
  isKnownEncapsulation,
  oracle,
} from '../../testing/captures.test.help.ts';
import { fieldValues } from './testing/fields.test.help.ts';

/** Positions in the oracle's lines. */
const HANDSHAKE_TYPE = 35;
const SERIAL_NUMBER = 36;

const REORDERED =
  'tshark was run without putting segments in order; here the message is seen once its hole is filled';
const OTHER_PORT =
  'tshark gives the port to RDP, IRC or HTTP and looks no further; TLS is found on any port here';
const ELSEWHERE = 'a certificate inside Kerberos, LDAP or OCSP over HTTP, not inside TLS';
const SSL2 = 'SSL 2.0 itself is not read, only its hello that asks for SSL 3.0 or TLS';

/** Every difference, with its reason. */
const EXPLAINED: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  'postgresql~psql-aws-ssl-preferred.pcap': { 10: REORDERED, 13: REORDERED },
  'postgresql~psql-aws-ssl-require-15432.pcap': { 10: REORDERED, 11: REORDERED },
  'postgresql~psql-aws-ssl-require.pcap': { 10: REORDERED, 11: REORDERED },
  'krb~kinit.pcap': { 221: ELSEWHERE },
  'ldap~missing_ldap_logs.pcapng': { 18: ELSEWHERE },
  'rdp~rdp-no-cookie-mstshash.pcap': { 11: OTHER_PORT, 13: OTHER_PORT, 15: OTHER_PORT },
  'rdp~rdp-to-ssl.pcap': {
    8: OTHER_PORT,
    9: OTHER_PORT,
    10: OTHER_PORT,
    26: OTHER_PORT,
    27: OTHER_PORT,
    28: OTHER_PORT,
  },
  'tls~https-to-http.pcap': { 4: OTHER_PORT },
  'tls~irc-starttls.pcap': { 8: OTHER_PORT, 10: OTHER_PORT, 12: OTHER_PORT, 14: OTHER_PORT },
  'tls~ssl-to-http-server.pcap': { 3: OTHER_PORT },
  'tls~ocsp-request-response.pcap': { 6: ELSEWHERE },
  'tls~ocsp-response-only.pcap': { 5: ELSEWHERE },
  'tls~ocsp-revoked.pcap': { 7: ELSEWHERE, 19: ELSEWHERE, 32: ELSEWHERE, 46: ELSEWHERE },
  'tls~hrr.pcap': { 11: REORDERED },
  'tls~ocsp-stapling.pcap': { 10: 'the certificate inside a stapled OCSP response is not read' },
  'tls~ssl-v2.pcap': { 4: SSL2, 6: SSL2, 8: SSL2 },
  'tls~tls-fragmented-handshake.pcap.gz': {
    410: 'tshark 4.0 gives up on a handshake message of 332 KB over 21 records',
  },
  'tls~tls1.2-protocol-violation.pcap': {
    8: 'behind a certificate message with a false length: tshark holds the rest of the stream back, here the next record is read',
  },
};

test.skipIf(!hasCaptures)('handshake types and serial numbers of tshark', { timeout: 120_000 }, () => {
  const expected = oracle();
  const differences: string[] = [];
  const explained = new Set<string>();
  let frames = 0;
  for (const name of captureNames()) {
    const lines = expected.get(name);
    // QUIC and RDP over UDP carry TLS messages too; neither is a protocol of this library.
    if (!lines || !isKnownEncapsulation(lines)) continue;
    if (!lines.some((line) => /:tcp/.test(line.split('\t')[1] ?? ''))) continue;
    const file = name.replace(/^.*Traces~/, '');
    const capture = openCapture(captureBytes(name));
    const ownRows = tlsRows(capture);
    for (let row = 0; row < Math.min(capture.count, lines.length); row++) {
      const values = lines[row]!.split('\t');
      if (/:udp/.test(values[1] ?? '')) continue;
      const theirs = [values[HANDSHAKE_TYPE] ?? '', values[SERIAL_NUMBER] ?? ''];
      if (!ownRows.has(row) && theirs.join('') === '') continue;
      const fields = fieldValues(capture, row);
      const ours = ['tls.handshake.type', 'x509af.serialNumber'].map((field) =>
        (fields.get(field) ?? []).join(','),
      );
      if (theirs.join('') !== '' || ours.join('') !== '') frames++;
      if (String(ours) === String(theirs)) continue;
      if (EXPLAINED[file]?.[row + 1]) explained.add(`${file}:${row + 1}`);
      else differences.push(`${name}:${row + 1} ${String(ours)}; tshark ${String(theirs)}`);
    }
  }
  expect(differences).toEqual([]);
  expect(explained.size).toBe(Object.values(EXPLAINED).flatMap((rows) => Object.keys(rows)).length);
  expect(frames).toBeGreaterThan(300);
});

/** Rows in which a TLS record is complete; other trees need not be built. */
function tlsRows(capture: Capture): Set<number> {
  const rows = new Set<number>();
  for (const { id } of tcpStreams(capture)) {
    for (const { protocol, row } of streamMessages(capture, id).all)
      if (protocol.name === 'tls') rows.add(row);
  }
  return rows;
}
