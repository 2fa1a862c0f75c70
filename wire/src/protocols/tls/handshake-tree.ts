/** Handshake messages other than the hellos, in the tree (RFC 5246 section 7.4, RFC 8446 section 4, RFC 8422, 5077). */
import type { Dissection } from '../../core/dissection.ts';
import type { Item } from '../../core/field.ts';
import { certificateTree } from '../x509/certificate-tree.ts';
import { derAt } from '../x509/der.ts';
import { nameTree } from '../x509/name-tree.ts';
import { extensionsTree } from './extensions-tree.ts';
import { H, R } from './fields.ts';
import { clientHelloTree, serverHelloTree } from './hello-tree.ts';
import { isEllipticExchange } from './learn.ts';
import { HANDSHAKE, HANDSHAKE_TYPES, isTls13 } from './names.ts';
import type { TlsState } from './state.ts';
import { suiteKeyExchange } from './suites.ts';
import { TreeReader, orNote } from './tree-reader.ts';

/** One whole message at `at` of `d.bytes`, header included. */
export function handshakeTree(
  d: Dissection,
  parent: Item,
  state: TlsState,
  at: number,
  length: number,
  name: string,
): void {
  const item = d.add(parent, R.handshake, at, length, undefined, `Handshake Protocol: ${name}`);
  const reader = new TreeReader(d, at, at + length);
  orNote(d, item, () => {
    const type = reader.number(item, H.type);
    reader.number(item, H.length);
    bodyTree(reader, item, state, type);
  });
}

function bodyTree(reader: TreeReader, item: Item, state: TlsState, type: number): void {
  const is13 = isTls13(state.version);
  switch (type) {
    case HANDSHAKE.clientHello:
      return clientHelloTree(reader, item);
    case HANDSHAKE.serverHello:
      return serverHelloTree(reader, item);
    case HANDSHAKE.encryptedExtensions:
      return extensionsTree(reader, item, { type, isRetry: false });
    case HANDSHAKE.certificate:
      return certificatesTree(reader, item, is13);
    case HANDSHAKE.serverKeyExchange:
      return serverKeyExchangeTree(reader, item, state);
    case HANDSHAKE.clientKeyExchange:
      return clientKeyExchangeTree(reader, item, state);
    case HANDSHAKE.certificateRequest:
      return certificateRequestTree(reader, item, state, is13);
    case HANDSHAKE.certificateVerify:
      if (is13 || state.version === 0x0303) reader.number(item, H.scheme);
      return reader.octets(item, H.verifySignature, reader.number(item, H.verifySignatureLength));
    case HANDSHAKE.newSessionTicket:
      return ticketTree(reader, item, is13);
    case HANDSHAKE.finished:
      return reader.value(item, H.verifyData, reader.left, () => undefined);
    case HANDSHAKE.keyUpdate:
      return void reader.number(item, H.keyUpdate);
    default:
  }
}

function certificatesTree(reader: TreeReader, item: Item, is13: boolean): void {
  if (is13) reader.octets(item, H.context, reader.number(item, H.contextLength));
  const length = reader.number(item, H.certificatesLength);
  const certificates = reader.group(item, H.certificates, length, `Certificates (${length} bytes)`);
  const list = reader.part(length);
  while (list.left > 0) {
    const size = list.number(certificates, H.certificateLength);
    const { at, d } = list;
    const entry = d.add(certificates, H.certificate, at, size, list.take(size));
    if (d.isTree) certificateTree(d, entry, at, at + size);
    if (is13) extensionsTree(list, certificates, { type: HANDSHAKE.certificate, isRetry: false });
  }
}

function serverKeyExchangeTree(reader: TreeReader, item: Item, state: TlsState): void {
  const exchange = suiteKeyExchange(state.suite ?? 0) ?? '';
  const hasScheme = state.version === 0x0303;
  if (isEllipticExchange(state)) {
    if (reader.number(item, H.curveType) !== 3) return;
    reader.number(item, H.namedCurve);
    reader.octets(item, H.serverPoint, reader.number(item, H.serverPointLength));
    if (exchange !== 'ECDH_anon') signatureTree(reader, item, hasScheme);
  } else if (/^DHE_(RSA|DSS)$|^DH_anon$/.test(exchange)) {
    reader.octets(item, H.prime, reader.number(item, H.primeLength));
    reader.octets(item, H.generator, reader.number(item, H.generatorLength));
    reader.octets(item, H.serverPublic, reader.number(item, H.serverPublicLength));
    if (exchange !== 'DH_anon') signatureTree(reader, item, hasScheme);
  }
}

function clientKeyExchangeTree(reader: TreeReader, item: Item, state: TlsState): void {
  const exchange = suiteKeyExchange(state.suite ?? 0) ?? '';
  if (/^ECDHE?_(RSA|ECDSA|anon)$/.test(exchange)) {
    reader.octets(item, H.clientPoint, reader.number(item, H.clientPointLength));
  } else if (/^DHE?_(RSA|DSS|anon)$/.test(exchange)) {
    reader.octets(item, H.clientPublic, reader.number(item, H.clientPublicLength));
  } else if (exchange === 'RSA') {
    // SSL 3.0 left the length out.
    const length = state.version === 0x0300 ? reader.left : reader.number(item, H.premasterLength);
    reader.octets(item, H.premaster, length);
  }
}

function certificateRequestTree(reader: TreeReader, item: Item, state: TlsState, is13: boolean): void {
  if (is13) {
    reader.octets(item, H.context, reader.number(item, H.contextLength));
    return extensionsTree(reader, item, { type: HANDSHAKE.certificateRequest, isRetry: false });
  }
  const count = reader.number(item, H.certificateTypesCount);
  for (let i = 0; i < count; i++) reader.number(item, H.certificateType);
  if (state.version === 0x0303) {
    const schemes = reader.part(reader.number(item, H.schemesLength));
    while (schemes.left > 0) schemes.number(item, H.scheme);
  }
  const names = reader.part(reader.number(item, H.namesLength));
  while (names.left > 0) {
    const length = names.number(item, H.nameLength);
    const name = derAt(names.bytes, names.at, names.at + length);
    names.take(length);
    if (name) nameTree(reader.d, item, name);
  }
}

/** A signature, named by its scheme since TLS 1.2 (RFC 5246 section 4.7). */
function signatureTree(reader: TreeReader, item: Item, hasScheme: boolean): void {
  if (hasScheme) reader.number(item, H.scheme);
  reader.octets(item, H.signature, reader.number(item, H.signatureLength));
}

function ticketTree(reader: TreeReader, item: Item, is13: boolean): void {
  reader.number(item, H.ticketLifetime);
  if (is13) {
    reader.number(item, H.ticketAgeAdd);
    reader.octets(item, H.ticketNonce, reader.number(item, H.ticketNonceLength));
  }
  reader.octets(item, H.ticket, reader.number(item, H.ticketLength));
  if (is13) extensionsTree(reader, item, { type: HANDSHAKE.newSessionTicket, isRetry: false });
}

/** The name of a message in the summary line; a ClientHello includes the server name, as in Wireshark since 4.2. */
export function handshakeName(
  type: number,
  extra: { serverName?: string | undefined; isRetry?: boolean },
): string {
  if (extra.isRetry) return 'Hello Retry Request';
  const name = HANDSHAKE_TYPES[type] ?? `Unknown (${type})`;
  return extra.serverName === undefined ? name : `${name} (SNI=${extra.serverName})`;
}
