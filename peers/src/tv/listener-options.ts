/** The options of the teacher's two listeners: the recorder and the answerer. */
import { countBytes } from '../common/escape.ts';
import { defineOptions } from '../common/option.ts';
import type { PeerOptionProblem } from '../common/option-problem.ts';
import type { InputOf, OptionsOf } from '../common/option-table.ts';
import { checkGroup, checkId, GROUP, ID_LENGTH, idRow, INTERFACE, PORT, TTL } from './group.ts';

/** The options of the recorder. */
export const recorderOptions = defineOptions(
  'tv-recorder',
  [
    INTERFACE,
    GROUP,
    PORT,
    {
      name: 'file',
      type: 'text',
      default: '',
      description: 'File to append one line of JSON per datagram to; without it, they are only logged.',
    },
    {
      name: 'maxDatagrams',
      type: 'integer',
      min: 1,
      max: 100_000_000,
      default: 100_000,
      description: 'Maximum number of datagrams to keep.',
    },
    {
      name: 'maxBytes',
      type: 'integer',
      min: 1,
      max: 1_000_000_000,
      default: 16_000_000,
      description: 'Maximum number of bytes to keep.',
    },
  ],
  (options) => checkGroup('tv-recorder', options),
);

/** All options of a recorder, complete. */
export type RecorderOptions = OptionsOf<typeof recorderOptions.table>;

/** What a caller passes: any part of {@link RecorderOptions}. */
export type RecorderInput = InputOf<typeof recorderOptions.table>;

/** The options of the answerer. */
export const answererOptions = defineOptions(
  'tv-answerer',
  [
    INTERFACE,
    GROUP,
    PORT,
    TTL,
    idRow(`The first ${ID_LENGTH} bytes of the answer; the default is the station's id.`),
    {
      name: 'threshold',
      type: 'integer',
      min: 0,
      max: 1_000_000,
      default: 300,
      description:
        'A student who has sent more characters than this gets an answer, and counts from 0 again.',
    },
    {
      name: 'text',
      type: 'text',
      default: 'We have heard you, {id}, and the wire carried every word.',
      description: "The answer; {id} stands for the student's id.",
    },
    // Anyone can make up ids, and memory is limited.
    {
      name: 'maxSenders',
      type: 'integer',
      min: 1,
      max: 100_000,
      default: 1000,
      description: 'Number of senders to remember; the one silent the longest is forgotten first.',
    },
  ],
  (options) => [
    ...checkGroup('tv-answerer', options),
    ...checkId('tv-answerer', options),
    ...checkAnswer(options),
  ],
);

/** All options of an answerer, complete. */
export type AnswererOptions = OptionsOf<typeof answererOptions.table>;

/** What a caller passes: any part of {@link AnswererOptions}. */
export type AnswererInput = InputOf<typeof answererOptions.table>;

/** The longest answer in bytes: one datagram that fits into one Ethernet frame. */
const MAX_ANSWER = 1000;

/** Characters that an answer may have at any threshold. */
const SHORT_ANSWER = 100;

/**
 * The problem of an answer that is longer than what it answers; undefined if it is not. Two answerers that take each
 * other for students would talk to each other. With answers shorter than what it takes to get one, each round has fewer
 * of them and the exchange dies out; with longer ones it would grow.
 */
function checkAnswer(options: {
  readonly text: string;
  readonly threshold: number;
}): readonly PeerOptionProblem[] {
  const { text, threshold } = options;
  if (Buffer.byteLength(text) <= MAX_ANSWER && text.length <= Math.max(threshold, SHORT_ANSWER)) return [];
  return [
    {
      code: 'PEER_OPTION_CONFLICT',
      message: 'tv-answerer: the answer is too long.',
      observed: `a text of ${text.length} characters with threshold ${threshold}`,
      expected: `at most as many characters as the threshold (or ${SHORT_ANSWER}), and at most ${countBytes(MAX_ANSWER)}`,
      hint: 'Shorten the text, or raise the threshold.',
      option: 'text',
      value: text,
    },
  ];
}
