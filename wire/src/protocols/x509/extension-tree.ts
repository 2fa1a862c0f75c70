/** Extensions of certificates, in the tree (RFC 5280 section 4.2). */
import type { Dissection } from '../../core/dissection.ts';
import { u32 } from '../../basics/bytes.ts';
import type { Item } from '../../core/field.ts';
import { TreeReader, orNote } from '../tls/tree-reader.ts';
import { TAG, bits, children, content, derAt, integer, oidText } from './der.ts';
import type { Der } from './der.ts';
import { C, E, KEY_USAGES } from './fields.ts';
import { nameTree } from './name-tree.ts';
import { oidName, oidWithName } from './oids.ts';
import { timestampsTree } from './sct-tree.ts';
import { stringText } from './text.ts';

/** One extension: its id, whether it is critical, and its content if it is known. */
export function extensionTree(d: Dissection, parent: Item, der: Der): void {
  const [id, ...rest] = children(der);
  if (id?.tag !== TAG.oid) return;
  const oid = oidText(id);
  const line = `Extension (${oidName(oid)})`;
  const item = d.add(parent, C.extension, der.at, der.end - der.at, undefined, line);
  d.add(item, C.extensionId, id.from, id.end - id.from, oid, `Extension Id: ${oidWithName(oid)}`);
  const critical = rest.find((one) => one.tag === TAG.boolean);
  if (critical) d.add(item, C.critical, critical.from, 1, d.bytes[critical.from] !== 0);
  const value = rest.find((one) => one.tag === TAG.octetString);
  const inner = value && derAt(d.bytes, value.from, value.end);
  if (inner) SHOWN[oid]?.(d, item, inner);
}

type Show = (d: Dissection, item: Item, der: Der) => void;

const SHOWN: Readonly<Record<string, Show>> = {
  '2.5.29.14': (d, item, der) => {
    d.add(item, E.subjectKey, der.from, der.end - der.from, content(der));
  },
  '2.5.29.15': keyUsage,
  '2.5.29.17': generalNames,
  '2.5.29.18': generalNames,
  '2.5.29.19': (d, item, der) => {
    for (const one of children(der)) {
      const length = one.end - one.from;
      if (one.tag === TAG.boolean) d.add(item, E.isCa, one.from, length, d.bytes[one.from] !== 0);
      else if (one.tag === TAG.integer) {
        d.add(item, E.pathLength, one.from, length, BigInt(integer(one) ?? 0));
      }
    }
  },
  '2.5.29.30': (d, item, der) => {
    for (const subtrees of children(der)) {
      for (const subtree of children(subtrees)) {
        const base = children(subtree)[0];
        if (base) generalName(d, item, base);
      }
    }
  },
  '2.5.29.31': (d, item, der) => {
    for (const point of children(der)) {
      const name = children(point).find((one) => one.tag === 0xa0);
      const full = name && children(name).find((one) => one.tag === 0xa0);
      if (full) generalNames(d, item, full);
    }
  },
  '2.5.29.35': (d, item, der) => {
    for (const one of children(der)) {
      if (one.tag === 0x80) d.add(item, E.authorityKey, one.from, one.end - one.from, content(one));
      else if (one.tag === 0xa1) generalNames(d, item, one);
    }
  },
  '2.5.29.37': (d, item, der) => {
    for (const one of children(der)) {
      const purpose = oidText(one);
      const line = `KeyPurposeId: ${oidWithName(purpose)}`;
      d.add(item, E.keyPurpose, one.from, one.end - one.from, purpose, line);
    }
  },
  '1.3.6.1.4.1.11129.2.4.2': (d, item, der) => {
    orNote(d, item, () => timestampsTree(new TreeReader(d, der.from, der.end), item));
  },
  '1.3.6.1.5.5.7.1.1': (d, item, der) => {
    for (const access of children(der)) {
      const location = children(access)[1];
      if (location) generalName(d, item, location);
    }
  },
};

function keyUsage(d: Dissection, item: Item, der: Der): void {
  const used = bits(der);
  const at = der.end - used.length;
  const usage = d.add(item, E.keyUsage, at, used.length, used);
  for (const [bit, field] of KEY_USAGES.entries()) {
    // Wireshark also shows a bit after the last byte, on that byte.
    const byte = Math.min(bit >>> 3, used.length - 1);
    if (byte < 0) return;
    d.add(usage, field, at + byte, 1, ((used[bit >>> 3] ?? 0) & (0x80 >>> (bit & 7))) !== 0);
  }
}

function generalNames(d: Dissection, item: Item, der: Der): void {
  for (const one of children(der)) generalName(d, item, one);
}

/** RFC 5280 section 4.2.1.6. */
function generalName(d: Dissection, item: Item, der: Der): void {
  const length = der.end - der.from;
  switch (der.tag) {
    case 0x81:
      d.add(item, E.email, der.from, length, stringText(der));
      return;
    case 0x82:
      d.add(item, E.dnsName, der.from, length, stringText(der));
      return;
    case 0x86:
      d.add(item, E.uri, der.from, length, stringText(der));
      return;
    case 0x87: {
      // Wireshark also has a field for the bytes, but fills it only for the two kinds of address.
      const address = d.add(item, E.ipAddress, der.from, length, content(der));
      if (length === 4) d.add(address, E.ip4, der.from, length, u32(d.bytes, der.from));
      else if (length === 16) d.add(address, E.ip6, der.from, length, content(der));
      return;
    }
    case 0xa4: {
      const name = children(der)[0];
      if (name) nameTree(d, item, name);
      return;
    }
    default:
  }
}
