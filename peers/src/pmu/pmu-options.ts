/** The options of the PMU: what a case, or a command line, may decide about it. */
import { defineOptions } from '../common/option.ts';
import type { PeerOptionProblem } from '../common/option-problem.ts';
import type { InputOf, OptionsOf } from '../common/option-table.ts';
import {
  HOST,
  idleTimeout,
  listenPort,
  maxConnections,
  seedOf,
  STALL_TIMEOUT,
} from '../common/option-rows.ts';

/**
 * The longest flood that may be sent byte by byte: each byte is a packet of its own, with 66 bytes of headers around it.
 */
const MAX_FLOOD_BYTEWISE = 4096;

/** The options of the PMU over TCP, as a table: names, limits and defaults are written only once. */
export const pmuOptions = defineOptions(
  'pmu',
  [
    HOST,
    listenPort(5003),
    seedOf('Random seed: the same seed repeats the same bytes and the same pieces.'),
    // The client does not know how many. Only the end of the stream says that there are no more, and a client that counts
    // to a number it once saw will be wrong the next time.
    {
      name: 'messages',
      type: 'range',
      min: 0,
      max: 10_000,
      default: { min: 2, max: 20 },
      description:
        'Number of messages; the client does not know it. A range such as 2-20 lets the seed choose.',
    },
    // Editions differ. A program must print what it receives, not what it expects.
    {
      name: 'firstNumber',
      type: 'integer',
      min: 0,
      max: 1_000_000,
      default: 0,
      description: 'Number of the first message: 0, or 1 in older editions.',
    },
    {
      name: 'segmentation',
      type: 'choice',
      choices: ['natural', 'one-by-one', 'coalesced', 'cut', 'bytes'],
      default: 'natural',
      description:
        'natural: one send() per message, and the kernel decides; one-by-one: each message arrives alone; ' +
        'coalesced: all in one send(); cut: cuts anywhere, also inside messages and numbers; bytes: one byte at a time. ' +
        'With a delay between messages, this applies to each message.',
    },
    // A client that takes a pause for the end of a message then prints a message that was never sent. Real networks pause
    // too, whenever a segment is lost.
    {
      name: 'pause',
      type: 'number',
      min: 0,
      max: 10,
      default: 0,
      description: 'Seconds to pause at each cut inside a number.',
    },
    // More bytes than fit in one recv(), in a socket buffer, or in a TCP window (tcp(7), RFC 9293 section 3.8.6).
    {
      name: 'flood.bytes',
      type: 'integer',
      min: 1,
      max: 64 * 1024 * 1024,
      default: 60_000,
      description: 'Length of the flood in bytes.',
    },
    // With utf8, a client that decodes each chunk separately breaks the characters at the boundaries.
    {
      name: 'flood.text',
      type: 'choice',
      choices: ['ascii', 'utf8'],
      default: 'ascii',
      description: 'ascii: one byte per character; utf8: characters of one to four bytes.',
    },
    {
      name: 'floodSegmentation',
      type: 'choice',
      choices: ['natural', 'cut', 'bytes'],
      default: 'natural',
      description: `natural: one send(); cut: cuts anywhere, also inside characters; bytes: one byte at a time, up to ${MAX_FLOOD_BYTEWISE}.`,
    },
    // The protocol has no newline. Meeting the one that println() adds, or the zero byte of a C string, is part of the
    // exercise.
    {
      name: 'strict',
      type: 'boolean',
      default: true,
      description:
        'true: a command followed by any byte is unknown; false: line endings, spaces and zero bytes after it are ignored.',
    },
    // pmu.ts explains why a command needs silence after it.
    {
      name: 'quietTime',
      type: 'integer',
      min: 1,
      max: 10_000,
      default: 20,
      description: 'Milliseconds of silence that end a command; ten times that if it came in several pieces.',
    },
    // Without a limit, clients that send nothing, or one byte now and then, would hold their connections forever and keep
    // others out.
    idleTimeout(30, 3600, 'Seconds from the connection to a complete command.'),
    STALL_TIMEOUT,
    maxConnections(64),
  ],
  checkFlood,
);

/** All options of a PMU, complete. */
export type PmuOptions = OptionsOf<typeof pmuOptions.table>;

/** What a caller passes: any part of {@link PmuOptions}. */
export type PmuInput = InputOf<typeof pmuOptions.table>;

/** How a PMU hands its messages to the kernel. */
export type Segmentation = PmuOptions['segmentation'];

/** The problem of a flood that is too long to be sent byte by byte; undefined if it is not. */
export function checkFlood({
  flood,
  floodSegmentation,
}: {
  readonly flood: { readonly bytes: number };
  readonly floodSegmentation: string;
}): readonly PeerOptionProblem[] {
  if (floodSegmentation !== 'bytes' || flood.bytes <= MAX_FLOOD_BYTEWISE) return [];
  return [
    {
      code: 'PEER_OPTION_CONFLICT',
      message: 'pmu: the flood is too long to be sent byte by byte.',
      observed: `flood.bytes ${flood.bytes} with floodSegmentation "bytes"`,
      expected: `flood.bytes up to ${MAX_FLOOD_BYTEWISE}`,
      hint: 'Make the flood shorter, or use floodSegmentation "cut".',
      option: 'flood.bytes',
      value: flood.bytes,
    },
  ];
}
