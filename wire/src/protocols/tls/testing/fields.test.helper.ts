/** Values of fields in a packet's tree, as tshark writes them. */
import type { Capture } from '../../../core/capture.ts';
import type { Field, Item, Time, Value } from '../../../core/field.ts';
import { hexText, valueText } from '../../text.ts';

const DIGITS: Partial<Record<Field['type'], number>> = { u8: 2, u16: 4, u24: 6, u32: 8 };

/** All values of a packet's fields by name, in the tree's order. */
export function fieldValues(capture: Capture, row: number): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const walk = (item: Item): void => {
    const list = found.get(item.field.name);
    const value = shown(item.field, item.value);
    if (list) list.push(value);
    else found.set(item.field.name, [value]);
    item.children.forEach(walk);
  };
  capture.dissect(row).layers.forEach(walk);
  return found;
}

function shown(field: Field, value: Value): string {
  if (value === undefined) return '';
  if (field.type === 'ip6') return valueText(field, value);
  if (value instanceof Uint8Array) return hexText(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (field.type === 'ip4') return valueText(field, value);
  if (field.type === 'time') return String((value as Time).seconds);
  if (field.base === 'hex')
    return `0x${Number(value)
      .toString(16)
      .padStart(DIGITS[field.type] ?? 0, '0')}`;
  return String(value);
}
