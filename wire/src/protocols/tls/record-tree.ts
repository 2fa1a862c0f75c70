/** One TLS record in the tree and in the summary line. */
import type { Dissection } from '../../core/dissection.ts';
import type { Item } from '../../core/field.ts';
import type { StreamProtocol } from '../../core/stream-protocol.ts';
import { R } from './fields.ts';
import type { HandshakePiece } from './handshake-buffer.ts';
import { handshakeName, handshakeTree } from './handshake-tree.ts';
import { readClientHello, readServerHello } from './hello.ts';
import { ALERTS, ALERT_LEVELS, CONTENT, CONTENT_TYPES, HANDSHAKE, isTls13, versionLabel } from './names.ts';
import { applicationProtocol } from './application.ts';
import { RECORD_HEADER } from './record.ts';
import type { TlsRecord } from './tls-record.ts';
import { TreeReader, orNote } from './tree-reader.ts';

/** Builds the tree of a record at `at` of `d.bytes`, and sets the summary line. */
export function recordTree(
  d: Dissection,
  protocol: StreamProtocol,
  record: TlsRecord,
  at: number,
  length: number,
): void {
  const { state } = record;
  const label = versionLabel(state.version, state.recordVersion);
  const said = saying(record);
  say(d, label, said);
  if (!d.isTree) return;
  const layer = layerOf(d, protocol, at, length);
  const what = record.type === CONTENT.handshake ? `Handshake Protocol: ${said}` : lineOf(record, said);
  const item = d.add(layer, R.record, at, length, undefined, `${label} Record Layer: ${what}`);
  const isInside = record.content !== undefined && record.isEncrypted;
  // TLS 1.3's encrypted records all claim to hold application data; the real type is inside.
  const isOpaque = isTls13(state.version) && record.outerType === CONTENT.applicationData;
  d.add(item, isOpaque ? R.opaqueType : R.contentType, at, 1, record.outerType);
  d.add(item, R.version, at + 1, 2, d.u16(at + 1));
  d.add(item, R.length, at + 3, 2, d.u16(at + 3));
  if (isInside && isOpaque) d.computed(item, R.contentType, record.type);
  if (record.note !== undefined) d.note(item, `[${record.note}]`);
  const body = at + RECORD_HEADER;
  const bodyLength = length - RECORD_HEADER;
  if (record.outerType === CONTENT.applicationData && record.type === CONTENT.applicationData) {
    d.add(item, R.applicationData, body, bodyLength, d.slice(body, bodyLength));
    const name = applicationProtocol(state);
    if (name !== undefined) d.computed(item, R.applicationProtocol, name);
  }
  const { content } = record;
  if (!content) {
    if (record.type === CONTENT.handshake) d.add(item, R.handshake, body, bodyLength, undefined, what);
    if (record.type === CONTENT.alert) d.add(item, R.alert, body, bodyLength, undefined, said);
    return;
  }
  if (!isInside) return contentTree(d, item, record, body, bodyLength);
  d.inside({ name: `Decrypted TLS (${content.length} bytes)`, bytes: content }, () =>
    contentTree(d, item, record, 0, content.length),
  );
}

/** Records of one packet share a layer, as in Wireshark. */
function layerOf(d: Dissection, protocol: StreamProtocol, at: number, length: number): Item {
  const last = d.layers.at(-1);
  if (last?.field.name !== protocol.name || last.source !== d.source || last.offset + last.length !== at) {
    return d.layer(protocol, at, length);
  }
  last.length += length;
  return Object.assign(last, { value: d.bytes.subarray(last.offset, last.offset + last.length) });
}

function contentTree(d: Dissection, item: Item, record: TlsRecord, at: number, length: number): void {
  switch (record.type) {
    case CONTENT.handshake:
      for (const piece of record.pieces) pieceTree(d, item, record, piece, at);
      return;
    case CONTENT.changeCipherSpec:
      d.add(item, R.changeCipherSpec, at, length, undefined);
      return;
    case CONTENT.alert: {
      const alert = d.add(item, R.alert, at, length, undefined, saying(record));
      const reader = new TreeReader(d, at, at + length);
      return orNote(d, alert, () => {
        reader.number(alert, R.alertLevel);
        reader.number(alert, R.alertDescription);
      });
    }
    case CONTENT.heartbeat: {
      const heartbeat = d.add(item, R.heartbeat, at, length, undefined, saying(record));
      const reader = new TreeReader(d, at, at + length);
      return orNote(d, heartbeat, () => {
        reader.number(heartbeat, R.heartbeatType);
        reader.number(heartbeat, R.heartbeatLength);
      });
    }
    default:
      if (record.isEncrypted && length > 0) d.add(item, R.decrypted, at, length, d.slice(at, length));
  }
}

function pieceTree(d: Dissection, item: Item, record: TlsRecord, piece: HandshakePiece, at: number): void {
  const { message, length } = piece;
  const from = at + piece.at;
  const name = pieceName(piece);
  if (!message) {
    d.add(item, R.handshake, from, length, undefined, `Handshake Protocol: ${name}`);
  } else if (!piece.continues) {
    handshakeTree(d, item, record.state, from, length, name);
  } else {
    d.add(item, R.handshake, from, length, undefined, `Handshake Protocol: ${name} (last fragment)`);
    d.inside({ name: `Reassembled TLS Handshake (${message.length} bytes)`, bytes: message }, () =>
      handshakeTree(d, item, record.state, 0, message.length, name),
    );
  }
}

function pieceName(piece: HandshakePiece): string {
  const { type, message } = piece;
  if (type === undefined) return 'Encrypted Handshake Message';
  if (!message) return `${handshakeName(type, {})} (fragment)`;
  const body = message.subarray(4);
  if (type === HANDSHAKE.clientHello) {
    return handshakeName(type, { serverName: readClientHello(body)?.serverName });
  }
  const isRetry = type === HANDSHAKE.serverHello && readServerHello(body)?.isRetry === true;
  return handshakeName(type, { isRetry });
}

function lineOf(record: TlsRecord, said: string): string {
  if (record.type === CONTENT.changeCipherSpec) return 'Change Cipher Spec Protocol: Change Cipher Spec';
  if (record.type !== CONTENT.applicationData) return said;
  const name = applicationProtocol(record.state);
  return name === undefined ? 'Application Data Protocol' : `Application Data Protocol: ${name}`;
}

/** What the summary line says about a record. */
function saying(record: TlsRecord): string {
  const { content, type } = record;
  switch (type) {
    case CONTENT.handshake:
      if (!content) return 'Encrypted Handshake Message';
      return record.pieces.map(pieceName).join(', ') || 'Handshake';
    case CONTENT.alert: {
      if (content?.length !== 2) return 'Encrypted Alert';
      const [level, description] = [content[0]!, content[1]!];
      return `Alert (Level: ${ALERT_LEVELS[level] ?? level}, Description: ${ALERTS[description] ?? description})`;
    }
    case CONTENT.heartbeat:
      if (!content) return 'Encrypted Heartbeat';
      return content[0] === 1 ? 'Heartbeat Request' : content[0] === 2 ? 'Heartbeat Response' : 'Heartbeat';
    default:
      return CONTENT_TYPES[type] ?? `Unknown Record (${type})`;
  }
}

/** Several records in one packet are listed one after the other; the text of a protocol inside comes first. */
function say(d: Dissection, label: string, said: string): void {
  const before = d.shared.get(SAID) as string | undefined;
  const isMine = before === undefined || d.label === label;
  if (!isMine) return d.suffix(`, ${said}`);
  const info = before === undefined ? said : `${before}, ${said}`;
  d.shared.set(SAID, info);
  d.summary(label, info);
}

const SAID = 'tls.said';
