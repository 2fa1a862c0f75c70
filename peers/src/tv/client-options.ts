/** The options of a student's two programs: `receiver <group> <port>` and `sender <group> <port> <sciper>`. */
import { defineOptions } from '../common/option.ts';
import { badValue } from '../common/option-problem.ts';
import type { OptionsOf } from '../common/option-table.ts';
import { checkGroup, GROUP, INTERFACE, PORT, STUDENT, TTL } from './group.ts';

/** The group and the port, as the first two arguments. */
const CLIENT_GROUP = { ...GROUP, argument: true } as const;
const ADDRESS = [CLIENT_GROUP, { ...PORT, argument: true }] as const;

/** The options of the receiver. */
export const receiverOptions = defineOptions(
  'receiver',
  [
    ...ADDRESS,
    INTERFACE,
    {
      name: 'id',
      type: 'boolean',
      default: true,
      description: "true: print each message with its sender's id; false: the text only.",
    },
    {
      name: 'messages',
      type: 'integer',
      min: 0,
      max: 1_000_000_000,
      default: 0,
      description: 'Number of messages after which it exits; 0 for none: it runs until Ctrl-C.',
    },
  ],
  (options) => checkGroup('receiver', options, CLIENT_GROUP),
);

/** All options of a receiver, complete. */
export type ReceiverOptions = OptionsOf<typeof receiverOptions.table>;

/** The student's number. */
const SCIPER = {
  name: 'sciper',
  type: 'text',
  default: '',
  argument: true,
  description: "The student's six digits, sent at the start of each datagram.",
} as const;

/** How a sender turns letters into bytes. */
const ENCODING = {
  name: 'encoding',
  type: 'choice',
  choices: ['utf8', 'latin1'],
  default: 'utf8',
  description: 'Encoding of what is sent. No byte of a datagram says which it is; receivers have to guess.',
} as const;

/** The options of the sender. */
export const senderOptions = defineOptions(
  'sender',
  [...ADDRESS, SCIPER, INTERFACE, TTL, ENCODING],
  (options) => [
    ...checkGroup('sender', options, CLIENT_GROUP),
    ...(STUDENT.test(options.sciper) ? [] : [badValue('sender', SCIPER, options.sciper, 'six digits')]),
  ],
);

/** All options of a sender, complete. */
export type SenderOptions = OptionsOf<typeof senderOptions.table>;
