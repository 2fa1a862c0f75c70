/** What all members of the group agree on: the address, the port, and the six bytes at the start of each datagram. */
import { isIPv4 } from 'node:net';
import { escapeBytes } from '../common/escape.ts';
import { badValue } from '../common/option-problem.ts';
import type { PeerOptionProblem } from '../common/option-problem.ts';
import type { Option } from '../common/option-table.ts';

/** The length of the sender's id in bytes. Because it is fixed, nothing has to separate id and text. */
export const ID_LENGTH = 6;

/** The station's id. */
export const STATION = 'swcmTV';

/** A student's id: the six digits on the card. */
export const STUDENT = /^\d{6}$/;

/**
 * The group's row: an address from 224.0.0.0/4, which names no computer but everyone who has joined (RFC 1112 section
 * 4).
 */
export const GROUP = {
  name: 'group',
  type: 'text',
  default: '224.1.1.1',
  description: 'Multicast group, an IPv4 address from 224.0.0.0 to 239.255.255.255.',
} as const;

/** The port's row. With multicast the port is the same for everyone, because one datagram is for all of them. */
export const PORT = {
  name: 'port',
  type: 'integer',
  min: 1,
  max: 65_535,
  default: 10_505,
  description: 'Port of the group; 5005 in an older edition.',
} as const;

/**
 * The interface's row. A computer has several, and a group is at none of them: each datagram leaves by one interface, and a
 * join counts for one. If a sender and a receiver choose different ones, neither is told. So the default is what a program
 * gets that chooses none.
 */
export const INTERFACE = {
  name: 'interface',
  type: 'text',
  default: '',
  description:
    'Name or address of the interface to send and join on; without it, where the routing table leads, or lo.',
} as const;

/** The time to live's row (IP_MULTICAST_TTL, ip(7)). */
export const TTL = {
  name: 'ttl',
  type: 'integer',
  min: 0,
  max: 255,
  default: 10,
  description: 'Number of routers that a datagram may cross, plus one; 1 keeps it in this network.',
} as const;

/** The row of the id that a sender uses. */
export function idRow(description: string) {
  return { name: 'id', type: 'text', default: STATION, description } as const;
}

/**
 * The problem of a group that is not a multicast address, undefined if it is one: its datagrams would go to one
 * computer, or nowhere.
 */
export function checkGroup(
  peer: string,
  { group }: { readonly group: string },
  row: Option = GROUP,
): readonly PeerOptionProblem[] {
  const first = isIPv4(group) ? Number(group.split('.')[0]) : 0;
  if (first >= 224 && first <= 239) return [];
  return [badValue(peer, row, group, 'an address from 224.0.0.0 to 239.255.255.255')];
}

/**
 * The problem of an id that is not six bytes long, undefined if it is: receivers would split the datagram in the wrong
 * place.
 */
export function checkId(peer: string, { id }: { readonly id: string }): readonly PeerOptionProblem[] {
  if (/^[!-~]{6}$/.test(id)) return [];
  return [badValue(peer, idRow(''), id, `${ID_LENGTH} letters, digits or signs`)];
}

/** A datagram of the group, split into its two parts; undefined if it is too short to have an id. */
export function readMessage(bytes: Buffer): { readonly id: string; readonly text: Buffer } | undefined {
  if (bytes.length < ID_LENGTH) return undefined;
  return { id: escapeBytes(bytes.subarray(0, ID_LENGTH)), text: bytes.subarray(ID_LENGTH) };
}

/** A datagram of the group: the id, then the text. */
export function writeMessage(id: string, text: Uint8Array | string): Buffer {
  return Buffer.concat([Buffer.from(id, 'latin1'), Buffer.from(text)]);
}
