/** What handshake messages, alerts and changes of cipher say about their connection. */
import { u16 } from '../../basics/bytes.ts';
import { advance, expectEarlyData, expectTls12, expectTls13, update } from './decryption.ts';
import { HANDSHAKE_HEADER } from './handshake-buffer.ts';
import { eachExtension, readAlpn, readClientHello, readServerHello } from './hello.ts';
import { EXTENSION, HANDSHAKE, isTls13 } from './names.ts';
import { Reader, orUndefined } from './reader.ts';
import type { TlsRecord } from './tls-record.ts';
import type { Seen, TlsState } from './state.ts';
import { suiteKeyExchange } from './suites.ts';

/** Maximum entries of each list about one connection. */
const MAX_NOTED = 2000;
/** Maximum certificates of one message. */
const MAX_CHAIN = 100;

/** One whole handshake message, header included. */
export function noteHandshake(state: TlsState, record: TlsRecord, message: Uint8Array): void {
  const type = message[0]!;
  const body = message.subarray(HANDSHAKE_HEADER);
  const seen: Seen = { packet: record.packet, fromClient: record.fromClient, record: record.record };
  const side = state.side(record.fromClient);
  const isOpened = record.isEncrypted;
  if (state.handshakes.length < MAX_NOTED) state.handshakes.push({ ...seen, type, decrypted: isOpened });
  switch (type) {
    case HANDSHAKE.clientHello:
      return noteClientHello(state, seen, body);
    case HANDSHAKE.serverHello:
      return noteServerHello(state, seen, body);
    case HANDSHAKE.encryptedExtensions:
      return eachExtension(new Reader(body), (kind, content) => {
        if (kind === EXTENSION.alpn) state.alpn = readAlpn(content)[0];
      });
    case HANDSHAKE.certificate:
      if (state.certificates.length < MAX_CHAIN) {
        state.certificates.push({ ...seen, chain: chainOf(body, isTls13(state.version)) });
      }
      return;
    case HANDSHAKE.serverKeyExchange:
      state.keyExchange = seen;
      if (isEllipticExchange(state) && body[0] === 3 && body.length >= 3) state.group = u16(body, 1);
      return;
    case HANDSHAKE.finished:
    case HANDSHAKE.endOfEarlyData:
      if (isTls13(state.version) && isOpened) advance(side);
      return;
    case HANDSHAKE.keyUpdate:
      if (isTls13(state.version) && isOpened) update(side);
      return;
    default:
  }
}

/** A ChangeCipherSpec; TLS 1.3 sends it for old middleboxes only (RFC 8446 appendix D.4). */
export function noteChange(state: TlsState, record: TlsRecord): void {
  const { packet, fromClient, record: position } = record;
  if (state.changes.length < MAX_NOTED) state.changes.push({ packet, fromClient, record: position });
  if (isTls13(state.version)) return;
  state.side(fromClient).hasChanged = true;
  expectTls12(state, fromClient);
}

/** An alert (RFC 8446 section 6). */
export function noteAlert(state: TlsState, record: TlsRecord): void {
  if (state.alerts.length >= MAX_NOTED) return;
  const { packet, fromClient, record: position, content } = record;
  const [level, description] = content?.length === 2 ? content : [];
  state.alerts.push({ packet, fromClient, record: position, level, description });
}

/** Whether ServerKeyExchange holds a curve (RFC 8422 section 5.4). */
export function isEllipticExchange(state: TlsState): boolean {
  return /^ECDHE_(RSA|ECDSA)$|^ECDH_anon$/.test(suiteKeyExchange(state.suite ?? 0) ?? '');
}

function noteClientHello(state: TlsState, seen: Seen, body: Uint8Array): void {
  const hello = readClientHello(body);
  if (!hello || state.clientHellos.length >= MAX_NOTED) return;
  state.isClientClient = seen.fromClient;
  state.clientHellos.push({ ...seen, hello });
  expectEarlyData(state);
}

function noteServerHello(state: TlsState, seen: Seen, body: Uint8Array): void {
  const hello = readServerHello(body);
  if (!hello || state.serverHellos.length >= MAX_NOTED) return;
  state.isClientClient = !seen.fromClient;
  state.serverHellos.push({ ...seen, hello });
  state.version = hello.selectedVersion ?? hello.version;
  state.suite = hello.suite;
  if (hello.alpn.length > 0) state.alpn = hello.alpn[0];
  if (!isTls13(state.version)) return;
  if (hello.group !== undefined) {
    state.group = hello.group;
    state.keyExchange = seen;
  }
  if (!hello.isRetry) expectTls13(state);
}

/** The certificates of a Certificate message: a list in TLS 1.2, entries with extensions in TLS 1.3. */
function chainOf(body: Uint8Array, is13: boolean): Uint8Array[] {
  const chain: Uint8Array[] = [];
  orUndefined(() => {
    const reader = new Reader(body);
    if (is13) reader.take(reader.u8());
    const list = reader.part(reader.u24());
    while (list.left > 0 && chain.length < MAX_CHAIN) {
      chain.push(list.take(list.u24()));
      if (is13) list.take(list.u16());
    }
  });
  return chain;
}
