/**
 * The ClientHello in the format of SSL 2.0, with which old clients asked for SSL 3.0 and TLS (RFC 5246 appendix E.2).
 */
import type { Dissection } from '../../core/dissection.ts';
import { u16 } from '../../basics/bytes.ts';
import { field } from '../../core/field.ts';
import type { Cut, CutAnswer, Pending } from '../../core/stream-cutter.ts';
import type { StreamProtocol } from '../../core/stream-protocol.ts';
import { H, R } from './fields.ts';
import { HANDSHAKE } from './names.ts';
import type { Seen, TlsState } from './state.ts';

const F = {
  specsLength: field('tls.handshake.cipher_spec_len', 'u16', 'Cipher Spec Length'),
  spec: field('tls.handshake.cipherspec', 'u24', 'Cipher Spec', { base: 'hex' }),
  sessionIdLength: field('tls.handshake.session_id_length', 'u16', 'Session ID Length'),
  challengeLength: field('tls.handshake.challenge_length', 'u16', 'Challenge Length'),
  specs: field('tls.handshake.ciphersuites', 'label', 'Cipher Specs'),
  challenge: field('tls.handshake.challenge', 'label', 'Challenge'),
};

/** Fields of this format only. */
export const SSL2_FIELDS = Object.values(F);

/** Marks such a hello among the records of a stream. */
export interface Ssl2Hello {
  readonly isSsl2: true;
  readonly state: TlsState;
}

/** Two bytes of length, then type, version and three lengths. */
const HEAD = 11;

/** Whether bytes look like such a hello; needs its eleven fixed bytes. */
export function looksLikeSsl2Hello(bytes: Uint8Array): boolean {
  if (bytes.length < HEAD || (bytes[0]! & 0x80) === 0 || bytes[2] !== 1) return false;
  if (bytes[3] !== 3 || bytes[4]! > 3) return false;
  const [specs, session, challenge] = [u16(bytes, 5), u16(bytes, 7), u16(bytes, 9)];
  const length = u16(bytes, 0) & 0x7fff;
  return (
    specs > 0 &&
    specs % 3 === 0 &&
    (session === 0 || session === 16) &&
    challenge >= 16 &&
    challenge <= 32 &&
    length === HEAD - 2 + specs + session + challenge
  );
}

/** Cuts it from the front of a client's first bytes; undefined if it is not there. */
export function cutSsl2Hello(state: TlsState, pending: Pending): CutAnswer | undefined {
  const { bytes, fromClient } = pending;
  const side = state.side(fromClient);
  if (side.records > 0 || !looksLikeSsl2Hello(bytes)) return undefined;
  const length = 2 + (u16(bytes, 0) & 0x7fff);
  if (bytes.length < length) return length;
  side.isSynced = true;
  side.records++;
  const seen: Seen = { packet: pending.row + 1, fromClient, record: side.records };
  const specs = u16(bytes, 5);
  const suites: number[] = [];
  for (let at = HEAD; at < HEAD + specs; at += 3) if (bytes[at] === 0) suites.push(u16(bytes, at + 1));
  const session = u16(bytes, 7);
  const challenge = bytes.subarray(HEAD + specs + session, length);
  const random = new Uint8Array(32);
  random.set(challenge, 32 - challenge.length);
  state.isClientClient = fromClient;
  state.handshakes.push({ ...seen, type: HANDSHAKE.clientHello, decrypted: false });
  state.clientHellos.push({
    ...seen,
    hello: {
      version: u16(bytes, 3),
      random,
      sessionId: bytes.subarray(HEAD + specs, HEAD + specs + session),
      suites,
      compression: [0],
      extensions: [],
      alpn: [],
      pointFormats: [],
      ticketLength: undefined,
      versions: [],
      groups: [],
      schemes: [],
      keyShares: [],
      serverName: undefined,
      offersKey: false,
    },
  });
  const data: Ssl2Hello = { isSsl2: true, state };
  const cut: Cut = { length, data };
  return cut;
}

/** Its tree. */
export function ssl2HelloTree(d: Dissection, protocol: StreamProtocol, at: number, length: number): void {
  d.summary('SSLv2', 'Client Hello');
  const layer = d.layer(protocol, at, length);
  const item = d.add(layer, R.record, at, length, undefined, 'SSLv2 Record Layer: Client Hello');
  d.computed(item, R.version, 2);
  d.add(item, R.length, at, 2, d.u16(at) & 0x7fff);
  d.add(item, H.type, at + 2, 1, d.u8(at + 2));
  d.add(item, H.version, at + 3, 2, d.u16(at + 3));
  const [specs, session, challenge] = [d.u16(at + 5), d.u16(at + 7), d.u16(at + 9)];
  d.add(item, F.specsLength, at + 5, 2, specs);
  d.add(item, F.sessionIdLength, at + 7, 2, session);
  d.add(item, F.challengeLength, at + 9, 2, challenge);
  const from = at + HEAD;
  const list = d.add(item, F.specs, from, specs, undefined, `Cipher Specs (${specs / 3} specs)`);
  for (let i = 0; i < specs; i += 3) d.add(list, F.spec, from + i, 3, d.u24(from + i));
  if (session > 0) d.add(item, H.sessionId, from + specs, session, d.slice(from + specs, session));
  d.add(item, F.challenge, from + specs + session, challenge, undefined);
}
