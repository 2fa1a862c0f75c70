/** Extensions of hellos and certificates, in the tree (RFC 8446 section 4.2, RFC 6066, 7301, 8422). */
import { H } from './fields.ts';
import { TEXT_LINE } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import { valueText } from '../text.ts';
import { timestampsTree } from '../x509/sct-tree.ts';
import { EXTENSION, EXTENSIONS, GROUPS, HANDSHAKE, isGrease } from './names.ts';
import { orNote } from './tree-reader.ts';
import type { TreeReader } from './tree-reader.ts';

/** The message that the extensions are in; some have another form in each. */
export interface ExtensionPlace {
  readonly type: number;
  readonly isRetry: boolean;
}

/** The extensions' length and each of them. */
export function extensionsTree(reader: TreeReader, parent: Item, place: ExtensionPlace): void {
  if (reader.left === 0) return;
  const length = reader.number(parent, H.extensionsLength);
  const list = reader.part(length);
  while (list.left > 0) extensionTree(list, parent, place);
}

function extensionTree(reader: TreeReader, parent: Item, place: ExtensionPlace): void {
  const { at, d } = reader;
  const item = d.add(parent, TEXT_LINE, at, reader.left, undefined);
  const type = reader.number(item, H.extensionType);
  const length = reader.number(item, H.extensionLength);
  const name = EXTENSIONS[type] ?? (isGrease(type) ? 'Reserved (GREASE)' : `Unknown type ${type}`);
  item.text = `Extension: ${name} (len=${length})`;
  item.length = Math.min(4 + length, item.length);
  const content = reader.part(length);
  orNote(d, item, () => contentTree(content, item, type, place));
}

function contentTree(content: TreeReader, item: Item, type: number, place: ExtensionPlace): void {
  const isClient = place.type === HANDSHAKE.clientHello;
  switch (type) {
    case EXTENSION.serverName:
      if (content.left === 0) return;
      content.number(item, H.serverNameListLength);
      while (content.left > 0) {
        content.number(item, H.serverNameType);
        const length = content.number(item, H.serverNameLength);
        const name = content.string(item, H.serverName, length);
        item.text += ` name=${name}`;
      }
      return;
    case EXTENSION.alpn:
      content.number(item, H.alpnLength);
      while (content.left > 0) content.string(item, H.alpn, content.number(item, H.alpnNameLength));
      return;
    case EXTENSION.supportedVersions:
      if (isClient) content.number(item, H.versionsLength);
      while (content.left > 0) content.number(item, H.supportedVersion);
      return;
    case EXTENSION.supportedGroups:
      content.number(item, H.groupsLength);
      while (content.left > 0) content.number(item, H.group);
      return;
    case EXTENSION.pointFormats:
      content.number(item, H.pointFormatsLength);
      while (content.left > 0) content.number(item, H.pointFormat);
      return;
    case EXTENSION.signatureAlgorithms:
    case EXTENSION.signatureAlgorithmsCert:
    case EXTENSION.delegatedCredentials:
      content.number(item, H.schemesLength);
      while (content.left > 0) content.number(item, H.scheme);
      return;
    case EXTENSION.timestamps:
      return timestampsTree(content, item);
    case EXTENSION.pskModes:
      content.number(item, H.pskModesLength);
      while (content.left > 0) content.number(item, H.pskMode);
      return;
    case EXTENSION.keyShareDraft:
    case EXTENSION.keyShare:
      if (place.isRetry) return void content.number(item, H.keyShareSelected);
      if (isClient) content.number(item, H.keySharesLength);
      while (content.left > 0) keyShareTree(content, item);
      return;
    default:
      return dataTree(content, item, type);
  }
}

/** Wireshark too shows session_ticket, token_binding and channel_id as data. */
const PLAIN = new Set([EXTENSION.sessionTicket, 24, 30_032]);

/** Wireshark has fields for the contents of other known extensions; this library has not. */
function dataTree(content: TreeReader, item: Item, type: number): void {
  const { d, at, left } = content;
  if (EXTENSIONS[type] === undefined || PLAIN.has(type)) {
    d.add(item, H.extensionData, at, left, d.slice(at, left));
  } else if (left > 0) d.add(item, TEXT_LINE, at, left, undefined, `Data (${left} bytes)`);
}

function keyShareTree(content: TreeReader, item: Item): void {
  const entry = content.d.add(item, TEXT_LINE, content.at, content.left, undefined);
  const from = content.at;
  const group = content.number(entry, H.keyShareGroup);
  const length = content.number(entry, H.keyShareLength);
  content.octets(entry, H.keyShare, length);
  entry.length = content.at - from;
  const name = GROUPS[group] ?? valueText(H.keyShareGroup, group);
  entry.text = `Key Share Entry: Group: ${name}, Key Exchange length: ${length}`;
}
