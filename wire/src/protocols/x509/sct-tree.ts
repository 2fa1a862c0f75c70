/** Lists of signed certificate timestamps (RFC 6962 section 3.3), in hellos and in certificates. */
import { u32 } from '../../basics/bytes.ts';
import type { Item, Time } from '../../core/field.ts';
import { H } from '../tls/fields.ts';
import { SCT } from './fields.ts';
import type { TreeReader } from '../tls/tree-reader.ts';

/** A list after its length. */
export function timestampsTree(reader: TreeReader, item: Item): void {
  if (reader.left === 0) return;
  const list = reader.part(reader.number(item, SCT.listLength));
  while (list.left > 0) {
    const sct = list.part(list.number(item, SCT.length));
    sct.number(item, SCT.version);
    sct.octets(item, SCT.log, 32);
    sct.value(item, SCT.time, 8, timeOf);
    const size = sct.number(item, SCT.extensionsLength);
    if (size > 0) sct.value(item, SCT.extensions, size, () => undefined);
    sct.number(item, H.scheme);
    sct.octets(item, SCT.signature, sct.number(item, SCT.signatureLength));
  }
}

/** Milliseconds since the epoch in eight bytes (RFC 6962 section 3.2). */
function timeOf(bytes: Uint8Array): Time {
  const milliseconds = u32(bytes, 0) * 4_294_967_296 + u32(bytes, 4);
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanos: (milliseconds - seconds * 1000) * 1_000_000 };
}
