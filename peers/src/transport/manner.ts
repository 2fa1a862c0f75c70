/**
 * How a client behaves, whatever its protocol: the options that every client over TCP has. By default it is polite. With
 * them it is one of the clients that a server meets in the wild: it leaves early, says nothing, sends in pieces, reads slowly,
 * resets.
 */
import { cutEverywhere } from '../common/cut.ts';
import { badValue } from '../common/option-problem.ts';
import type { PeerOptionProblem } from '../common/option-problem.ts';
import type { OptionsOf } from '../common/option-table.ts';

/** Most bytes that are sent one by one. */
const MAX_SINGLE_BYTES = 4096;

/** The longest answer that a client reads, in bytes. */
const MAX_ANSWER = 128 * 1024 * 1024;

/** Where each send is cut. */
const CUT = {
  name: 'cut',
  type: 'text',
  default: '',
  description:
    'Offsets at which each text that it sends is cut into pieces, such as 3,7; bytes: one byte at a time.',
} as const;

/** How long a client waits. A server may take its time between two messages, so this is long. */
export const CLIENT_TIMEOUT = {
  name: 'timeout',
  type: 'number',
  min: 0.01,
  max: 86_400,
  default: 600,
  description: 'Seconds after which it gives up a server that sends nothing, or reads nothing.',
} as const;

/** When a client leaves. */
export const LEAVE = {
  name: 'leave',
  type: 'choice',
  choices: ['at-end', 'after-connect', 'after-request', 'during-answer'],
  default: 'at-end',
  description:
    'When it leaves: at-end: when it has everything; after-connect: without a word; after-request: as soon as it has sent something; during-answer: when the first part of an answer has come.',
} as const;

/** How much a client reads; by default twice the longest flood. */
export const MAX_ANSWER_ROW = {
  name: 'maxAnswer',
  type: 'integer',
  min: 1,
  max: MAX_ANSWER,
  default: MAX_ANSWER,
  description:
    'Maximum number of bytes that it reads; an answer that is longer counts as endless, and the client gives up.',
} as const;

/** The behavior on one connection. */
export const MANNER_ROWS = [
  CUT,
  {
    name: 'pause',
    type: 'number',
    min: 0,
    max: 3600,
    default: 0,
    description: 'Seconds from one piece to the next, and before it leaves early.',
  },
  LEAVE,
  {
    name: 'close',
    type: 'choice',
    choices: ['orderly', 'half', 'at-once', 'reset'],
    default: 'orderly',
    description:
      "How it closes: orderly: FIN, and then it waits for the server's; half: FIN right after what it sends, and then it reads the answer; at-once: close(), whatever may still come; reset: RST.",
  },
  {
    name: 'readPause',
    type: 'number',
    min: 0,
    max: 3600,
    default: 0,
    description: 'Seconds that it waits before each recv(): a slow reader.',
  },
  CLIENT_TIMEOUT,
  MAX_ANSWER_ROW,
] as const;

/** How many connections there are. */
export const CROWD_ROWS = [
  {
    name: 'connections',
    type: 'integer',
    min: 1,
    max: 256,
    default: 1,
    description: 'Number of connections; the client does the same on each.',
  },
  {
    name: 'together',
    type: 'boolean',
    default: false,
    description: 'true: all connections at the same time; false: one after the other.',
  },
] as const;

/** The behavior of a client on one connection, complete. */
export type Manner = OptionsOf<typeof MANNER_ROWS>;

/** How many connections a client makes, complete. */
export type Crowd = OptionsOf<typeof CROWD_ROWS>;

/** The manner of a client without such options: all defaults. */
export const POLITE: Manner = {
  cut: '',
  pause: 0,
  leave: 'at-end',
  close: 'orderly',
  readPause: 0,
  timeout: 600,
  maxAnswer: MAX_ANSWER,
};

/** What a row of the table cannot express: `cut` is a list of offsets, or `bytes`. */
export function checkCut(client: string, { cut }: Pick<Manner, 'cut'>): readonly PeerOptionProblem[] {
  const isGood = cut === '' || cut === 'bytes' || /^[1-9]\d{0,7}(,[1-9]\d{0,7})*$/.test(cut);
  return isGood ? [] : [badValue(client, CUT, cut, 'offsets from 1 such as 3,7, or bytes')];
}

/** The boundaries at which this many bytes are cut: ascending, none twice, none outside. */
export function boundariesOf(cut: string, length: number): readonly number[] {
  if (cut === '') return [];
  if (cut === 'bytes') return cutEverywhere(Math.min(length, MAX_SINGLE_BYTES));
  const offsets = new Set(cut.split(',').map(Number));
  return [...offsets].filter((offset) => offset < length).toSorted((left, right) => left - right);
}
