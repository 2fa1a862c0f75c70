/** The fields of packets as columns of text, as `tshark -T fields` prints them. */
import { escape } from '@wireside/trace';
import { didYouMean, itemText, valueText } from '@wireside/wire';
import type { Capture, Field, Item } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import { UsageError } from '../usage-error.ts';

/** Columns that are not fields of a packet's tree. */
const COLUMNS: Readonly<Record<string, (capture: Capture, row: number) => string>> = {
  'frame.number': (_, row) => String(row + 1),
  'frame.len': ({ table }, row) => String(table.length[row]),
  'frame.cap_len': ({ table }, row) => String(table.captured[row]),
  'frame.interface_id': ({ table }, row) => String(table.interface[row]),
  'frame.time_epoch': ({ table }, row) => seconds(table.seconds[row]!, table.nanos[row]!),
  'frame.time_relative': ({ table }, row) => nanoseconds(table.between(0, row)),
  'frame.time_delta': ({ table }, row) => nanoseconds(row === 0 ? 0 : table.between(row - 1, row)),
  'frame.comment': (capture, row) => capture.packetComments(row).map(escape).join(','),
  '_ws.col.protocol': (capture, row) => escape(capture.summary(row).protocol),
  '_ws.col.info': (capture, row) => escape(capture.summary(row).info),
};

/** Splits a list such as `ip.src,tcp.port`. @throws {UsageError} with the nearest fields when one does not exist */
export function fieldNames(list: string): string[] {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const name of names) {
    const known = COLUMNS[name.toLowerCase()] ?? labRegistry.field(name) ?? protocolOf(name);
    if (!known) throw unknown(name);
  }
  if (names.length === 0)
    throw new UsageError('--fields has no field.', 'For example: --fields frame.number,ip.src,tcp.len');
  return names;
}

/** The values of these fields in a packet: columns separated by tabs, several values of a field by commas. */
export function fieldLine(capture: Capture, row: number, names: readonly string[]): string {
  const needsTree = names.some((name) => !COLUMNS[name.toLowerCase()]);
  const items = needsTree ? itemsOf(allLayers(capture, row)) : undefined;
  const columns = names.map((name) => {
    const column = COLUMNS[name.toLowerCase()];
    if (column) return column(capture, row);
    return (items?.get(name) ?? []).map(fieldValue).join(',');
  });
  return columns.join('\t');
}

/** A value as tshark writes it: numbers as they are, hexadecimal where the field is, flags as True and False. */
function fieldValue({ field, value }: Item): string {
  if (field.type === 'label') return '1';
  if (field.type === 'proto') return field.name;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') {
    if (field.type === 'dur') return nanoseconds(Math.round(value * 1e9));
    if (field.type === 'ip4') return valueText(field, value);
    return field.base === 'hex' || field.base === 'hex_dec' ? hexadecimal(field, value) : String(value);
  }
  if (value instanceof Uint8Array && field.type === 'bytes') return Buffer.from(value).toString('hex');
  return escape(valueText(field, value));
}

/** Maximum number of similar names listed in an error. */

/** Digits of a hexadecimal number of each type. */
const DIGITS: Partial<Record<Field['type'], number>> = { u8: 2, u16: 4, u24: 6, u32: 8 };

function hexadecimal(field: Field, value: number): string {
  return `0x${value.toString(16).padStart(DIGITS[field.type] ?? 0, '0')}`;
}

/** A packet's tree as lines, indented by two spaces per level, with the bytes that each was read from. */
export function treeText(capture: Capture, row: number): string {
  const dissection = capture.dissect(row);
  const lines: string[] = [];
  const add = (item: Item, depth: number): void => {
    if (item.hidden) return;
    const source = item.source === 0 ? '' : `${dissection.sources[item.source]?.name}: `;
    const where = item.length > 0 && !item.generated ? `  (${source}${item.offset}+${item.length})` : '';
    lines.push(`${'  '.repeat(depth)}${escape(itemText(item))}${escape(where)}`);
    for (const child of item.children) add(child, depth + 1);
  };
  for (const layer of [dissection.frame, ...dissection.layers]) add(layer, 0);
  return lines.join('\n');
}

/** A packet's tree as one object for JSON: every layer with the list of its fields. */
export function treeJson(capture: Capture, row: number): unknown {
  const plain = (item: Item): unknown => ({
    name: item.field.name,
    text: itemText(item),
    ...(item.value === undefined || item.field.type === 'proto' ? {} : { value: fieldValue(item) }),
    ...(item.length > 0 && !item.generated
      ? { at: item.offset, length: item.length, source: item.source }
      : {}),
    ...(item.children.length > 0 ? { children: item.children.map(plain) } : {}),
  });
  return { packet: row + 1, layers: allLayers(capture, row).map(plain) };
}

/** The frame, then the protocols in it. */
function allLayers(capture: Capture, row: number): Item[] {
  const dissection = capture.dissect(row);
  return [dissection.frame, ...dissection.layers];
}

function itemsOf(layers: readonly Item[]): Map<string, Item[]> {
  const found = new Map<string, Item[]>();
  const add = (item: Item): void => {
    const list = found.get(item.field.name);
    if (list) list.push(item);
    else found.set(item.field.name, [item]);
    for (const child of item.children) add(child);
  };
  for (const layer of layers) add(layer);
  return found;
}

function protocolOf(name: string): unknown {
  return (
    labRegistry.protocols.find((protocol) => protocol?.name === name) ??
    labRegistry.streamProtocols.find((protocol) => protocol.name === name)
  );
}

function unknown(name: string): UsageError {
  const all = [...Object.keys(COLUMNS), ...Array.from(labRegistry.fields, (field) => field.name)];
  const hint =
    didYouMean(name, all) ??
    'wireside packets FILE --json --tree 1 shows the names of the fields of a packet.';
  return new UsageError(`There is no field "${escape(name)}".`, hint);
}

function seconds(whole: number, nanos: number): string {
  return `${whole}.${String(nanos).padStart(9, '0')}`;
}

function nanoseconds(nanos: number): string {
  const size = Math.abs(nanos);
  return `${nanos < 0 ? '-' : ''}${seconds(Math.floor(size / 1e9), size % 1e9)}`;
}
