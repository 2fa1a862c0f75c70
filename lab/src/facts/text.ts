/** Bytes in sentences: escaped, counted, shortened in the open. */
import { escapeBytes } from '@wireside/peers';

/** Bytes of a text shown at the most. */
const SHOWN = 60;

/** `"CMD_short:0\n" (12 bytes)`. */
export function quote(bytes: Uint8Array | string): string {
  const raw = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return `"${escapeBytes(raw, SHOWN)}" (${count(raw.length, 'byte')})`;
}

/** `1 byte`, `2 bytes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `1, 2 and 3`, with the number of those that are left out. */
export function list(items: readonly (string | number)[], most = 4): string {
  const shown = items.slice(0, most).map(String);
  if (items.length > most) return `${shown.join(', ')} and ${items.length - most} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** `0.42 s`, from µs. */
export function seconds(micros: number): string {
  return `${(micros / 1e6).toFixed(2)} s`;
}
