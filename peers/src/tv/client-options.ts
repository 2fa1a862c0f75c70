/** The options of the two programs of a student: `receiver <group> <port>` and `sender <group> <port> <sciper>`. */
import { type Option, readOptions } from '../common/option.ts';
import { badValue, checkGroup, type Group, GROUP, INTERFACE, PORT, STUDENT, TTL } from './group.ts';

/** All options of a receiver; {@link receiverOptionTable} describes each. */
export interface ReceiverOptions extends Group {
  /** The address of the interface to join on. */
  readonly interface: string;
  /** Whether the sender's id is printed before the text. */
  readonly id: boolean;
  /** How many messages to print before it ends; 0 for as many as come. */
  readonly messages: number;
}

const CLIENT_INTERFACE: Option = { ...INTERFACE, name: 'interface' };

/** The receiver's options as a table. */
export const receiverOptionTable: readonly Option[] = [
  { ...GROUP, argument: true },
  { ...PORT, argument: true },
  CLIENT_INTERFACE,
  {
    name: 'id',
    type: 'boolean',
    default: true,
    description: "true: each message with its sender's id; false: the text alone.",
  },
  {
    name: 'messages',
    type: 'integer',
    min: 0,
    max: 1_000_000_000,
    default: 0,
    description: 'End after so many messages; 0 goes on until Ctrl-C.',
  },
];

/** Complete, checked options; throws what readOptions() throws, and PEER_OPTION_VALUE for a group that is none. */
export function receiverOptions(record: Readonly<Record<string, unknown>>): ReceiverOptions {
  const options = readOptions<ReceiverOptions>('receiver', receiverOptionTable, record);
  checkGroup('receiver', options);
  return options;
}

/** All options of a sender; {@link senderOptionTable} describes each. */
export interface SenderOptions extends Group {
  /** The student's number. */
  readonly sciper: string;
  /** The address of the interface to send on. */
  readonly interface: string;
  readonly ttl: number;
}

const SCIPER: Option = {
  name: 'sciper',
  type: 'text',
  default: '',
  argument: true,
  description: 'The six digits of the student, at the front of each datagram.',
};

/** The sender's options as a table. */
export const senderOptionTable: readonly Option[] = [
  { ...GROUP, argument: true },
  { ...PORT, argument: true },
  SCIPER,
  CLIENT_INTERFACE,
  TTL,
];

/** Complete, checked options; throws what readOptions() throws, and PEER_OPTION_VALUE for a group or a number that is none. */
export function senderOptions(record: Readonly<Record<string, unknown>>): SenderOptions {
  const options = readOptions<SenderOptions>('sender', senderOptionTable, record);
  checkGroup('sender', options);
  if (!STUDENT.test(options.sciper)) throw badValue('sender', SCIPER, options.sciper, 'six digits');
  return options;
}
