/** tshark's fields of a capture with byte ranges, compared with the trees of this library. */
import { openCapture } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { ip4Text, ip6TextAt } from '../table/addresses.ts';
import type { Field, Item, Value } from '../core/field.ts';
import { captureBytes, capturePath } from './captures.test.helper.ts';
import { tshark, tsharkRules } from './tshark.test.helper.ts';

interface Shown {
  name: string;
  size: number;
  pos: number;
  show: string;
}

/** Fields by frame, as tshark's two passes find them. */
function pdml(file: Uint8Array | string): Shown[][] {
  const stdout = tshark(file, ['-2', '-T', 'pdml']);
  const field =
    /<field name="([^"]+)"(?: showname="[^"]*")?(?: hide="yes")? size="(\d+)" pos="(\d+)"(?: show="([^"]*)")?/g;
  return stdout
    .split('<packet>')
    .slice(1)
    .map((packet) =>
      Array.from(packet.matchAll(field), ([, name, size, pos, show]) => ({
        name: name!,
        size: Number(size),
        pos: Number(pos),
        show: unescaped(show ?? ''),
      })),
    );
}

/**
 * Differences between tshark's fields and this library's, one line each: fields that both know and whose names begin
 * with one of the prefixes, but which only one side shows at a place or with a value.
 * @param file a shared capture by its name, or the bytes of one
 */
export function differences(file: Uint8Array | string, prefixes: readonly string[]): string[] {
  const isShared = typeof file === 'string';
  const capture = openCapture(isShared ? captureBytes(file) : file, { rules: tsharkRules });
  const found: string[] = [];
  for (const [row, theirs] of pdml(isShared ? capturePath(file) : file).entries()) {
    if (row >= capture.count) break;
    const meant = (name: string): Field | undefined =>
      prefixes.some((prefix) => name.startsWith(prefix)) && !UNCOMPARED.has(name)
        ? known(capture, name)
        : undefined;
    const left = new Map<string, number>();
    for (const { name, pos, size, show } of theirs) {
      const field = meant(name);
      if (!field || field.type === 'proto') continue;
      const key = keyOf(name, pos, size, canonical(field, show));
      // A mark is in Wireshark's tree twice, as a field and as expert information.
      left.set(key, field.type === 'label' ? 1 : (left.get(key) ?? 0) + 1);
    }
    const visit = ({ field, offset, length, value, children }: Item): void => {
      if (meant(field.name) && field.type !== 'proto') {
        const key = keyOf(field.name, offset, length, canonical(field, value));
        const count = left.get(key) ?? 0;
        if (count === 0) found.push(`${row + 1} ours   ${key}`);
        else if (count === 1) left.delete(key);
        else left.set(key, count - 1);
      }
      children.forEach(visit);
    };
    const { frame, layers } = capture.dissect(row);
    [frame, ...layers].forEach(visit);
    for (const key of left.keys()) found.push(`${row + 1} tshark ${key}`);
  }
  return found;
}

/**
 * The stack and completeness are compared elsewhere: 4.0 counts a stream's first packet only in its second pass.
 * Reassembled bytes have their own place here, and the frame's in Wireshark.
 */
const UNCOMPARED = new Set([
  'frame.protocols',
  'tcp.completeness',
  'ip.fragments',
  'ipv6.fragments',
  'websocket.payload',
  '_ws.text',
]);

function known(capture: Capture, name: string): Field | undefined {
  const field = capture.registry.field(name);
  if (field) return field;
  for (const { fields } of capture.registry.streamProtocols) {
    const own = fields.find((one) => one.name === name);
    if (own) return own;
  }
  return undefined;
}

function keyOf(name: string, pos: number, size: number, value: string): string {
  return `${name}${size > 0 ? `@${pos}+${size}` : ''}=${value}`;
}

/** A value of this library, or tshark's text of it, in one spelling. */
function canonical(field: Field, value: Value): string {
  if (value === undefined) return '';
  const isTheirs = typeof value === 'string' && field.type !== 'str';
  switch (field.type) {
    case 'label':
    case 'time':
      return '';
    case 'bool':
      return isTheirs ? (value === '1' || value === 'True' ? '1' : '0') : value ? '1' : '0';
    case 'ip4':
      return isTheirs ? value : ip4Text(value as number);
    case 'ip6':
      return isTheirs ? value : ip6TextAt(value as Uint8Array, 0);
    case 'bytes':
    case 'mac':
      return isTheirs
        ? value
        : Array.from(value as Uint8Array, (byte) => byte.toString(16).padStart(2, '0')).join(':');
    case 'dur':
      return Number(value).toFixed(6);
    case 'f64':
      return Number(value).toFixed(3);
    case 'str':
      return String(value);
    default:
      return isTheirs ? String(Number(value)) : String(value);
  }
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
}
