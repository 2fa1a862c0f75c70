/** What packets say, in words. */
import type { Column, FoldedPacketsCell, PacketCell } from './types.ts';
import { countText } from '@wireside/wire';
import { rangeText, sizeText } from './cell-words.ts';

/** What a packet is: `PSH ACK 18 B`, `DNS 40 B`, `ARP Who has …`. */
export function packetText({ transport, protocol, flags, length, info }: PacketCell): string {
  const bytes = sizeText(length);
  if (transport === 'TCP') return [...flags, ...(length > 0 ? [bytes] : [])].join(' ');
  return `${protocol} ${transport === 'UDP' ? bytes : (info ?? '')}`;
}

/** All that has to be said of a packet that is drawn without an arrow. @param sign stands for "to" */
export function wholePacketText(cell: PacketCell, columns: readonly Column[], sign: string): string {
  const isWithin = cell.source !== undefined && cell.to.every((to) => to === cell.from);
  const way = isWithin ? `${wayWithin(cell.source, cell.addressed, sign)} ` : '';
  const remark = packetRemark(cell);
  const parts = [
    ...(remark === undefined ? [] : [remark]),
    ...packetParts(cell, isWithin ? undefined : columns),
  ];
  return `${way}${[packetText(cell), parts.join(', ')].filter((part) => part !== '').join(' ')}`;
}

/** `:4000 ▶ :5000`, from a program to itself: its ports, with the addresses if it used two. */
function wayWithin(source: string, addressed: string, sign: string): string {
  const [from, to] = [source.lastIndexOf(':'), addressed.lastIndexOf(':')];
  const isOne = source.slice(0, from) === addressed.slice(0, to);
  return isOne ? `${source.slice(from)} ${sign} ${addressed.slice(to)}` : `${source} ${sign} ${addressed}`;
}

/** The same in fewer words; flags that open or end a connection are always named. */
export function briefPacketText(cell: PacketCell): string {
  if (cell.length === 0 || cell.transport !== 'TCP') return packetText(cell);
  const rare = cell.flags.filter((flag) => flag !== 'PSH' && flag !== 'ACK');
  return [...rare, sizeText(cell.length)].join(' ');
}

/**
 * What else has to be said of a packet: each part is shown in its arrow, or below.
 * @param columns the columns, whose heads may say its address; absent if it is said already
 */
export function packetParts(cell: PacketCell, columns: readonly Column[] | undefined): string[] {
  const { transport, protocol, info, answers, cause, closedFor } = cell;
  const message =
    protocol === 'TCP' || info === undefined ? '' : startsWith(info, protocol) ? info : `${protocol} ${info}`;
  return [
    ...(transport === undefined || message === '' ? [] : [transport === 'UDP' ? info! : message]),
    ...(columns !== undefined && isAddressed(cell, columns) ? [`to ${cell.addressed}`] : []),
    ...(closedFor === undefined ? [] : ['of the system']),
    ...(answers === undefined ? [] : [`answers ${answers}`]),
    ...(cause === undefined ? [] : ['call' in cause ? `of call ${cause.call}` : `of event ${cause.peer}`]),
  ];
}

const startsWith = (info: string, protocol: string): boolean =>
  info.toLowerCase().startsWith(protocol.toLowerCase());

/**
 * Whether the address has to be said: of what opens a connection, of datagrams and of other packets, if the head of the
 * column does not say it.
 */
function isAddressed({ flags, transport, addressed, to }: PacketCell, columns: readonly Column[]): boolean {
  if (transport === undefined && to.length > 0) return false;
  if (transport === 'TCP' && (!flags.includes('SYN') || flags.includes('ACK'))) return false;
  return transport !== undefined && !to.some((column) => columns[column]?.endpoints.includes(addressed));
}

/** What is unusual about a packet: `again: 12`, `lost, again in 37`, `zero window`. */
export function packetRemark({ again, sentAgain, lost, marks }: PacketCell): string | undefined {
  const remarks = [
    ...(again === undefined ? [] : [`again: ${again}`]),
    ...(lost ? ['lost'] : []),
    ...(sentAgain === undefined ? [] : [`again in ${sentAgain}`]),
    ...marks.map((mark) => mark.replaceAll('_', ' ')),
  ];
  return remarks.length === 0 ? undefined : remarks.join(', ');
}

/** `Seq 1 Ack 12`. */
export function sequenceText({ sequence, acknowledgment, flags, transport }: PacketCell): string | undefined {
  if (sequence === undefined || transport !== 'TCP') return undefined;
  return `Seq ${sequence}${flags.includes('ACK') ? ` Ack ${acknowledgment}` : ''}`;
}

/** Packets that were folded: how many, their bytes, and their numbers. */
export function foldedPacketsText({ packets, bytes, first, last }: FoldedPacketsCell): {
  text: string;
  bytes?: string;
  numbers: string;
} {
  return {
    text: countText(packets, bytes === 0 ? 'ACK' : 'packet'),
    ...(bytes === 0 ? {} : { bytes: sizeText(bytes) }),
    numbers: `(${rangeText([first, last])})`,
  };
}
