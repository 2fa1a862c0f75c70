/** The options of the two that listen to the group on the teacher's side: the recorder and the answerer. */
import { type Option, readOptions } from '../common/option.ts';
import { PeerOptionError } from '../common/peer-error.ts';
import { checkGroup, checkId, type Group, GROUP, ID_LENGTH, INTERFACE, PORT, STATION, TTL } from './group.ts';

/** All options of a recorder; {@link recorderOptionTable} describes each. */
export interface RecorderOptions extends Group {
  /** The interface to join on. */
  readonly host: string;
  /** Where to write; nothing for the log alone. */
  readonly file: string;
  readonly maxDatagrams: number;
  readonly maxBytes: number;
}

/** What a caller gives: any part of {@link RecorderOptions}. */
export type RecorderInput = Partial<RecorderOptions>;

/** The recorder's options as a table. */
export const recorderOptionTable: readonly Option[] = [
  INTERFACE,
  GROUP,
  PORT,
  {
    name: 'file',
    type: 'text',
    default: '',
    description: 'A file that gets one line of JSON for each datagram; without it, they are in the log only.',
  },
  {
    name: 'maxDatagrams',
    type: 'integer',
    min: 1,
    max: 100_000_000,
    default: 100_000,
    description: 'How many datagrams are kept at the most.',
  },
  {
    name: 'maxBytes',
    type: 'integer',
    min: 1,
    max: 1_000_000_000,
    default: 16_000_000,
    description: 'How many bytes of datagrams are kept at the most.',
  },
];

/** Complete, checked options; throws what readOptions() throws, and PEER_OPTION_VALUE for a group that is none. */
export function recorderOptions(input: RecorderInput = {}): RecorderOptions {
  const options = readOptions<RecorderOptions>('tv-recorder', recorderOptionTable, { ...input });
  checkGroup('tv-recorder', options);
  return options;
}

/** All options of an answerer; {@link answererOptionTable} describes each. */
export interface AnswererOptions extends Group {
  /** The interface to join and to send on. */
  readonly host: string;
  readonly ttl: number;
  /** In whose name it answers. */
  readonly id: string;
  /** A student who has sent more characters than this is answered. */
  readonly threshold: number;
  /** What is answered. */
  readonly text: string;
  /** How many senders are remembered: ids can be made up, and memory has an end. */
  readonly maxSenders: number;
}

/** What a caller gives: any part of {@link AnswererOptions}. */
export type AnswererInput = Partial<AnswererOptions>;

const ID: Option = {
  name: 'id',
  type: 'text',
  default: STATION,
  description: `The first ${ID_LENGTH} bytes of the answer: the station's, or others.`,
};

/** The answerer's options as a table. */
export const answererOptionTable: readonly Option[] = [
  INTERFACE,
  GROUP,
  PORT,
  TTL,
  ID,
  {
    name: 'threshold',
    type: 'integer',
    min: 0,
    max: 1_000_000,
    default: 300,
    description: 'A student who has sent more characters than this in total is answered, and counted anew.',
  },
  {
    name: 'text',
    type: 'text',
    default: 'We have heard you, {id}, and the wire carried every word.',
    description: 'The answer; {id} stands for the id of the student.',
  },
  {
    name: 'maxSenders',
    type: 'integer',
    min: 1,
    max: 100_000,
    default: 1000,
    description: 'How many senders are remembered; the one unheard of for longest is forgotten first.',
  },
];

/**
 * Complete, checked options; throws what readOptions() throws, PEER_OPTION_VALUE for a group or an id that is none, and
 * PEER_OPTION_CONFLICT for an answer that is longer than what it answers.
 */
export function answererOptions(input: AnswererInput = {}): AnswererOptions {
  const options = readOptions<AnswererOptions>('tv-answerer', answererOptionTable, { ...input });
  checkGroup('tv-answerer', options);
  checkId('tv-answerer', ID, options.id);
  // Two answerers that took each other for students would talk: with answers shorter than what it takes to get one, each
  // round has fewer than the one before, and it dies out. With longer ones it would swell.
  if (Buffer.byteLength(options.text) > 1000 || options.text.length > Math.max(options.threshold, 100)) {
    throw new PeerOptionError({
      code: 'PEER_OPTION_CONFLICT',
      message: 'tv-answerer: the answer is too long.',
      observed: `a text of ${options.text.length} characters, with threshold ${options.threshold}`,
      expected: 'at most as many characters as the threshold (or 100), and at most 1000 bytes',
      hint: 'Shorten the text, or raise the threshold.',
    });
  }
  return options;
}
