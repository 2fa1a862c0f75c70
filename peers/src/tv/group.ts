/** What everybody in the group agrees upon: the address, the port, and the six bytes at the front of each datagram. */
import { isIPv4 } from 'node:net';
import { escapeBytes } from '../common/escape.ts';
import { flagOf, type Option } from '../common/option.ts';
import { PeerOptionError } from '../common/peer-error.ts';

/** Where the group meets. */
export interface Group {
  /** An address from 224.0.0.0/4: it names no computer, but whoever has joined (RFC 1112 section 4). */
  readonly group: string;
  /** The port. With multicast it is the same for everybody, since one datagram is for all of them. */
  readonly port: number;
}

/** The length of the sender's id. A fixed length needs no mark between id and text. */
export const ID_LENGTH = 6;

/** The station's id. */
export const STATION = 'swcmTV';

/** What a student's id is: the number on the card. */
export const STUDENT = /^\d{6}$/;

/** The group's rows of an option table; for a client they are its prototype. */
export const GROUP: Option = {
  name: 'group',
  type: 'text',
  default: '224.1.1.1',
  description: 'The multicast group, an IPv4 address from 224.0.0.0 to 239.255.255.255.',
};

/** The port's row. */
export const PORT: Option = {
  name: 'port',
  type: 'integer',
  min: 1,
  max: 65535,
  default: 5005,
  description: 'The port of the group; a later edition has 10505.',
};

/** The row for the interface. It is loopback unless told otherwise, so that nothing leaves this computer by accident. */
export const INTERFACE: Option = {
  name: 'host',
  type: 'text',
  default: '127.0.0.1',
  description:
    'The address of the interface to send and join on, as "ip address" shows it; on 127.0.0.1 nothing leaves this computer.',
};

/** The row for the reach of what is sent. */
export const TTL: Option = {
  name: 'ttl',
  type: 'integer',
  min: 0,
  max: 255,
  default: 10,
  description: 'How many routers a datagram may cross, plus one; 1 keeps it in this network.',
};

/** Throws a PeerOptionError where the group's address is none: a datagram to it would go to one computer, or to none. */
export function checkGroup(peer: string, { group }: Pick<Group, 'group'>): void {
  const first = isIPv4(group) ? Number(group.split('.')[0]) : 0;
  if (first >= 224 && first <= 239) return;
  const right = 'an address from 224.0.0.0 to 239.255.255.255';
  throw badValue(peer, GROUP, group, right);
}

/** Throws a PeerOptionError where an id does not have its six bytes: receivers would cut the text in the wrong place. */
export function checkId(peer: string, option: Option, id: string): void {
  if (!/^[!-~]{6}$/.test(id)) throw badValue(peer, option, id, `${ID_LENGTH} letters, digits or signs`);
}

/** The error for a value that the table lets pass and that is wrong all the same. */
export function badValue(peer: string, option: Option, value: string, right: string): PeerOptionError {
  return new PeerOptionError({
    code: 'PEER_OPTION_VALUE',
    message: `${peer}: the option ${option.name} cannot be ${JSON.stringify(value)}.`,
    observed: JSON.stringify(value),
    expected: right,
    hint: `Write ${option.argument ? `<${option.name}>` : flagOf(option)} as ${right}.`,
  });
}

/** A datagram of the group, cut into its two parts; undefined where it is too short to have an id. */
export function readMessage(bytes: Buffer): { id: string; text: Buffer } | undefined {
  if (bytes.length < ID_LENGTH) return undefined;
  return { id: escapeBytes(bytes.subarray(0, ID_LENGTH)), text: bytes.subarray(ID_LENGTH) };
}

/** A datagram of the group, put together. */
export function writeMessage(id: string, text: Uint8Array | string): Buffer {
  return Buffer.concat([Buffer.from(id, 'latin1'), Buffer.from(text)]);
}
