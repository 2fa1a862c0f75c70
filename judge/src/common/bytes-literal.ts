/** Bytes as programming languages write them for programmers. */
import { indexOfBytes } from './bytes.ts';

const latin1 = new TextDecoder('latin1');

/**
 * Where a line's literal of a message ends, quote included: `b'…'`, or `<Buffer 73 77 …>`; 0 where it has none.
 * @param message its bytes, and the text in them that is searched for
 */
export function literalEnd(
  line: Uint8Array,
  message: { readonly bytes: Uint8Array; readonly text: Uint8Array },
): number {
  const at = indexOfBytes(line, message.text);
  if (at >= 0) {
    const before = latin1.decode(line.subarray(Math.max(0, at - 64), at));
    return /b['"][^'"]{0,24}$/.test(before) ? at + message.text.length + 1 : 0;
  }
  // Node's console: <Buffer 73 77 …>.
  const hex = [...message.bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return latin1.decode(line.subarray(0, 200)).includes(`<Buffer ${hex}`) ? line.length : 0;
}
