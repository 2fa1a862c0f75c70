/**
 * Cuts a stream into TLS records (RFC 8446 section 5.1) and learns from them how to read the next ones.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Content type |    Legacy version (0x0303)    |   Length ...  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   ... length  |            Fragment (Length bytes)            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Of an encrypted record, the fragment is ciphertext with its authentication tag; in TLS 1.3 the content type on the
 * wire is then always application_data, and the real one is the last byte of the plaintext.
 */
import { u16 } from '../../basics/bytes.ts';
import type { Cut, CutAnswer, Pending } from '../../core/stream-cutter.ts';
import { openRecord, whyClosed } from './decryption.ts';
import { noteAlert, noteChange, noteHandshake } from './learn.ts';
import { CONTENT, HANDSHAKE_TYPES, isTls13 } from './names.ts';
import type { Seen, TlsState } from './state.ts';
import type { TlsRecord } from './tls-record.ts';
import { nullSuiteChecksum } from './suites.ts';

/** Header of a record. */
export const RECORD_HEADER = 5;
/** 2¹⁴ bytes of content and what encryption and compression may add (RFC 5246 section 6.2.3). */
const MAX_RECORD = 16_384 + 2048;

/** Whether bytes may begin a record, as far as they reach. */
function mayBegin(bytes: Uint8Array): boolean {
  const type = bytes[0]!;
  if (type < CONTENT.changeCipherSpec || type > CONTENT.heartbeat) return false;
  if (bytes.length > 1 && bytes[1] !== 3) return false;
  if (bytes.length > 2 && bytes[2]! > 4) return false;
  return bytes.length < RECORD_HEADER || u16(bytes, 3) <= MAX_RECORD;
}

/** Whether unknown bytes look like the beginning of a record; needs its header and one byte of its content. */
export function looksLikeRecord(bytes: Uint8Array): boolean {
  if (bytes.length < 3 || !mayBegin(bytes)) return false;
  const type = bytes[0]!;
  if (bytes.length <= RECORD_HEADER) return type === CONTENT.handshake;
  const length = u16(bytes, 3);
  const first = bytes[RECORD_HEADER]!;
  switch (type) {
    case CONTENT.handshake:
      return length > 0 && (HANDSHAKE_TYPES[first] !== undefined || length >= 40);
    case CONTENT.alert:
      return length === 2 ? first === 1 || first === 2 : length >= 18 && length <= 80;
    case CONTENT.changeCipherSpec:
      return length === 1 && first === 1;
    case CONTENT.heartbeat:
      return length >= 19;
    default:
      return length > 0;
  }
}

/** The record at the front of one end's bytes. */
export function cutRecord(state: TlsState, pending: Pending): CutAnswer {
  const { bytes, fromClient } = pending;
  const side = state.side(fromClient);
  if (pending.afterGap) {
    side.handshake.clear();
    side.hasMissed = side.records > 0;
    side.isSynced = false;
  }
  if (!mayBegin(bytes) || (!side.isSynced && bytes.length > RECORD_HEADER && !looksLikeRecord(bytes))) {
    side.isSynced = false;
    return 'foreign';
  }
  if (bytes.length < RECORD_HEADER) return RECORD_HEADER + 1;
  const length = RECORD_HEADER + u16(bytes, 3);
  if (bytes.length < length) return length;
  side.isSynced = true;
  side.records++;
  state.recordVersion = fromClient && state.recordVersion !== undefined ? state.recordVersion : u16(bytes, 1);
  return take(state, bytes.subarray(0, length), {
    packet: pending.row + 1,
    fromClient,
    record: side.records,
  });
}

function take(state: TlsState, bytes: Uint8Array, seen: Seen): Cut {
  const side = state.side(seen.fromClient);
  const type = bytes[0]!;
  const body = bytes.subarray(RECORD_HEADER);
  const isUnderSuite = side.hasChanged && !isTls13(state.version);
  const checksum = isUnderSuite ? nullSuiteChecksum(state.suite) : undefined;
  const isSealed =
    checksum === undefined &&
    (type === CONTENT.applicationData || isUnderSuite || (type === CONTENT.alert && body.length !== 2));
  const record: TlsRecord = {
    ...seen,
    state,
    outerType: type,
    type,
    isEncrypted: isSealed,
    content: isSealed ? undefined : body.subarray(0, Math.max(0, body.length - (checksum ?? 0))),
    pieces: [],
    note: undefined,
  };
  if (isSealed) {
    side.sealed++;
    side.encryptedFrom ??= seen;
    const opened = openRecord(side, bytes);
    if (opened) {
      side.opened++;
      record.content = opened.content;
      record.type = opened.type;
    } else {
      record.note = whyClosed(state, side);
    }
  }
  return learn(state, record, bytes.length);
}

/** Notes what a record says about the connection. */
function learn(state: TlsState, record: TlsRecord, length: number): Cut {
  const side = state.side(record.fromClient);
  const { content } = record;
  const cut: Cut = { length, data: record };
  switch (record.type) {
    case CONTENT.handshake:
      if (!content) break;
      record.pieces = side.handshake.take(content);
      if (record.pieces[0] && record.pieces[0].type === undefined) record.isEncrypted = true;
      for (const piece of record.pieces) {
        if (piece.message) noteHandshake(state, record, piece.message);
      }
      break;
    case CONTENT.changeCipherSpec:
      noteChange(state, record);
      break;
    case CONTENT.alert:
      noteAlert(state, record);
      break;
    case CONTENT.applicationData:
      side.applicationData.records++;
      side.applicationData.bytes += content?.length ?? 0;
      if (content && content.length > 0 && state.alpn !== 'h2') {
        cut.inner = content;
        if (state.alpn !== undefined) cut.innerProtocol = INNER[state.alpn] ?? state.alpn;
      }
      break;
    default:
  }
  return cut;
}

/** Our protocols by their ALPN names. */
const INNER: Readonly<Record<string, string>> = {
  'http/1.1': 'http',
  'http/1.0': 'http',
  'http/0.9': 'http',
};
