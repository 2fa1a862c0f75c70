/** Lists of signed certificate timestamps (RFC 6962 section 3.3), in hellos and in certificates. */
import type { Item } from '../field.ts';
import { H } from '../tls/fields.ts';
import { SCT } from './fields.ts';
import type { TreeReader } from '../tls/tree-reader.ts';

/** A list with its length in front. */
export function timestampsTree(reader: TreeReader, item: Item): void {
  if (reader.left === 0) return;
  const list = reader.part(reader.number(item, SCT.listLength));
  while (list.left > 0) {
    const sct = list.part(list.number(item, SCT.length));
    sct.number(item, SCT.version);
    sct.octets(item, SCT.log, 32);
    sct.octets(item, SCT.time, 8);
    sct.octets(item, SCT.extensions, sct.number(item, SCT.extensionsLength));
    sct.number(item, H.scheme);
    sct.octets(item, SCT.signature, sct.number(item, SCT.signatureLength));
  }
}
