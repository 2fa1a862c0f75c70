/** How values are shown as text. */
import { ip4Text, ip6TextAt } from '../table/addresses.ts';
import type { Field, Item, Time, Value } from '../core/field.ts';

/** Hexadecimal with 0x and leading zeros. */
export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** `aa:bb:cc:dd:ee:ff`. */
export function macText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** Bytes as hexadecimal digits; with a limit, the rest as an ellipsis. */
export function hexText(bytes: Uint8Array, most = bytes.length): string {
  const shown = Array.from(bytes.subarray(0, most), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > most ? `${shown}…` : shown;
}

const HEX_DIGITS: Partial<Record<Field['type'], number>> = { u8: 2, u16: 4, u24: 6, u32: 8 };

/** A field's value as text, with its name if it has one. */
export function valueText(field: Field, value: Value): string {
  if (value === undefined) return '';
  switch (field.type) {
    case 'ip4':
      return ip4Text(value as number);
    case 'ip6':
      return ip6TextAt(value as Uint8Array, 0);
    case 'mac':
      return macText(value as Uint8Array);
    case 'bytes':
      return hexText(value as Uint8Array, 64);
    case 'bool':
      return value ? 'Set' : 'Not set';
    case 'dur':
      return `${(value as number).toFixed(9)} seconds`;
    case 'time':
      return timeText(value as Time);
    default:
  }
  if (typeof value !== 'number') return String(value);
  const inHex = hex(value, HEX_DIGITS[field.type] ?? 0);
  const number =
    field.base === 'hex'
      ? inHex
      : field.base === 'dec_hex'
        ? `${value} (${inHex})`
        : field.base === 'hex_dec'
          ? `${inHex} (${value})`
          : String(value);
  const name = field.names?.get(value);
  return name === undefined ? number : `${name} (${number})`;
}

/** A point in time, UTC, with nanoseconds. */
export function timeText(time: Time): string {
  const milliseconds = time.seconds * 1000;
  if (!(Math.abs(milliseconds) <= 8.64e15)) return `${time.seconds}.${String(time.nanos).padStart(9, '0')} s`;
  return `${new Date(milliseconds).toISOString().slice(0, -5)}.${String(time.nanos).padStart(9, '0')}Z`;
}

/** The line of an item in the tree. */
export function itemText(item: Item): string {
  const line =
    item.text ??
    (item.field.type === 'label' || item.field.type === 'proto'
      ? item.field.title
      : `${item.field.title}: ${valueText(item.field, item.value)}`);
  return item.generated && !line.startsWith('[') ? `[${line}]` : line;
}
