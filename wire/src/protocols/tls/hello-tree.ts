/** ClientHello and ServerHello in the tree (RFC 8446 sections 4.1.2 and 4.1.3). */
import type { Item } from '../../core/field.ts';
import { extensionsTree } from './extensions-tree.ts';
import { H } from './fields.ts';
import { readClientHello, readServerHello } from './hello.ts';
import { ja3, ja3s } from './ja3.ts';
import { HANDSHAKE } from './names.ts';
import type { TreeReader } from './tree-reader.ts';

/** A ClientHello after its handshake header. */
export function clientHelloTree(reader: TreeReader, item: Item): void {
  const { d } = reader;
  const body = reader.bytes.subarray(reader.at, reader.end);
  reader.number(item, H.version);
  reader.octets(item, H.random, 32);
  reader.octets(item, H.sessionId, reader.number(item, H.sessionIdLength));
  const suitesLength = reader.number(item, H.suitesLength);
  const suites = reader.group(item, H.suites, suitesLength, `Cipher Suites (${suitesLength >>> 1} suites)`);
  const list = reader.part(suitesLength);
  while (list.left > 0) list.number(suites, H.suite);
  const count = reader.number(item, H.compressionLength);
  const methods = reader.group(
    item,
    H.compressions,
    count,
    `Compression Methods (${count} method${count === 1 ? '' : 's'})`,
  );
  for (let i = 0; i < count; i++) reader.number(methods, H.compression);
  extensionsTree(reader, item, { type: HANDSHAKE.clientHello, isRetry: false });
  const hello = readClientHello(body);
  if (!hello) return;
  const { full, hash } = ja3(hello);
  d.computed(item, H.ja3Full, full);
  d.computed(item, H.ja3, hash);
}

/** A ServerHello or HelloRetryRequest after its handshake header. */
export function serverHelloTree(reader: TreeReader, item: Item): void {
  const { d } = reader;
  const hello = readServerHello(reader.bytes.subarray(reader.at, reader.end));
  const version = reader.number(item, H.version);
  reader.octets(item, H.random, 32);
  const isOldDraft = version >>> 8 === 0x7f;
  if (!isOldDraft) reader.octets(item, H.sessionId, reader.number(item, H.sessionIdLength));
  reader.number(item, H.suite);
  if (!isOldDraft) reader.number(item, H.compression);
  extensionsTree(reader, item, { type: HANDSHAKE.serverHello, isRetry: hello?.isRetry ?? false });
  if (!hello) return;
  const { full, hash } = ja3s(hello);
  d.computed(item, H.ja3sFull, full);
  d.computed(item, H.ja3s, hash);
}
