/** What can be done with a field, a cell or a packet: filter by it, copy it, follow its conversation. */
import type { MenuItem } from '../parts/menu.tsx';
import { addressOf, go } from '../state/address.ts';
import { PACKET_TEXTS } from '../texts/packets.ts';
import { say } from './say.ts';

const TEXTS = PACKET_TEXTS.menu;

/** Combinations of a filter with the one in the address. */
export function filterItems(filter: string | undefined): MenuItem[] {
  if (filter === undefined) return [];
  const now = addressOf('filter').trim();
  const set = (title: string, next: string): MenuItem => ({
    title,
    note: next.length > 60 ? `${next.slice(0, 60)}…` : next,
    act: () => go({ filter: next, tab: 'packets' }, 'push'),
  });
  const items = [set(TEXTS.filter, filter)];
  if (now === '') return [...items, set(TEXTS.not, not(filter))];
  return [
    ...items,
    set(TEXTS.and, `${within(now)} && ${filter}`),
    set(TEXTS.or, `${within(now)} || ${filter}`),
    set(TEXTS.andNot, `${within(now)} && ${not(filter)}`),
    set(TEXTS.not, not(filter)),
  ];
}

const not = (filter: string): string => (/^[\w.]+$/.test(filter) ? `!${filter}` : `!(${filter})`);
const within = (filter: string): string => (/&&|\|\||\b(and|or|xor)\b/.test(filter) ? `(${filter})` : filter);

/** Puts a text into the clipboard, and says so. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(TEXTS.copied);
  } catch {
    say(TEXTS.notCopied);
  }
}

/** An item that copies a text. */
export const copyItem = (title: string, text: string): MenuItem => ({ title, act: () => void copy(text) });

/** Bytes as hexadecimal digits: `0a ff`. */
export const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Bytes as an array of C. */
export function cArrayOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 12) {
    lines.push(
      `    ${[...bytes.subarray(at, at + 12)].map((byte) => `0x${byte.toString(16).padStart(2, '0')},`).join(' ')}`,
    );
  }
  return `static const unsigned char bytes[${bytes.length}] = {\n${lines.join('\n')}\n};\n`;
}

/** Follows a conversation, or shows its graphs. */
export function streamItems(stream: string | undefined): MenuItem[] {
  if (stream === undefined) return [];
  const items: MenuItem[] = [{ title: TEXTS.follow, act: () => go({ tab: 'follow', stream }, 'push') }];
  if (stream.startsWith('tcp'))
    items.push({ title: TEXTS.graph, act: () => go({ tab: 'graphs', stream }, 'push') });
  return items;
}

/** The conversation of a packet: `tcp:3`; undefined if it is in none. */
export function streamOf(packet: {
  tcp?: { stream: number } | undefined;
  udp?: { stream: number } | undefined;
}): string | undefined {
  if (packet.tcp !== undefined && packet.tcp.stream !== NO_STREAM) return `tcp:${packet.tcp.stream}`;
  if (packet.udp !== undefined && packet.udp.stream !== NO_STREAM) return `udp:${packet.udp.stream}`;
  return undefined;
}

const NO_STREAM = 0xffffffff;
