/** The options of the PMU: what a case, or a command line, may decide about it. */
import { type NumberOrRange, type Option, readOptions } from '../common/option.ts';
import { PeerOptionError } from '../common/peer-error.ts';
import type { VerseText } from '../common/verse.ts';

/** How the messages are handed to the kernel; see the table for what each does. */
export type Segmentation = 'natural' | 'one-by-one' | 'coalesced' | 'cut' | 'bytes';

/** How the flood is handed to the kernel. */
export type FloodSegmentation = 'natural' | 'cut' | 'bytes';

/** All options of a PMU, complete; {@link pmuOptionTable} describes each. */
export interface PmuOptions {
  /**
   * The address that the listening socket is bound to, which decides who can reach it: 127.0.0.1 only this computer,
   * 0.0.0.0 whoever has a route to one of its IPv4 addresses (ip(7)). The safe one is the default.
   */
  readonly host: string;

  /** The port. 0 lets the kernel choose, which is what tests want: two of them never meet on the same port. */
  readonly port: number;

  /**
   * Where all chance comes from. It is in every verdict, so that whoever sees a program fail can send it the very same
   * bytes in the very same pieces again.
   */
  readonly seed: string;

  /**
   * How many messages are sent. The client is never told: the only sign that there are no more is the end of the stream,
   * and a client that counts to a number which it has seen once will be wrong the next time.
   */
  readonly messages: NumberOrRange;

  /** The number in the first message. Editions differ; what is received must be printed, not what is expected. */
  readonly firstNumber: number;

  /** How the messages become calls of send(), and whether they are kept apart on their way. */
  readonly segmentation: Segmentation;

  /**
   * The flood: more bytes than fit in any one recv(), in a socket buffer, or in a TCP window (tcp(7), RFC 9293 section
   * 3.8.6). With `utf8`, a client that decodes each chunk by itself breaks the characters at the borders.
   */
  readonly flood: { readonly bytes: number; readonly text: VerseText };

  /**
   * Seconds of silence at each border inside a number. A client that takes a pause for the end of a message then shows a
   * message that never was; networks make such pauses too, whenever a segment is lost.
   */
  readonly pause: number;

  /** The same as `segmentation`, for the flood. */
  readonly floodSegmentation: FloodSegmentation;

  /**
   * Whether a command must be exactly its bytes. It is so in the protocol, and the line end that println() adds, or the
   * zero byte that belongs to a C string, are worth being noticed once in a life.
   */
  readonly strict: boolean;

  /** Milliseconds of silence after which a command is taken to be complete; pmu.ts tells why that is needed at all. */
  readonly quietTime: number;

  /**
   * Seconds that a connection may take from accept() to a whole command. Without it, clients that send nothing, or one
   * byte now and then, would keep their connections for ever, and some of them would keep everybody else out.
   */
  readonly idleTimeout: number;

  /** Seconds that a client may leave its receive window closed while we have bytes for it (RFC 9293 section 3.8.6.1). */
  readonly stallTimeout: number;

  /** How many connections are served at a time: descriptors and memory have an end, better a known one (getrlimit(2)). */
  readonly maxConnections: number;
}

/** What a caller gives: any part of {@link PmuOptions}; the rest is filled in. */
export type PmuInput = Partial<Omit<PmuOptions, 'flood'>> & { readonly flood?: Partial<PmuOptions['flood']> };

/** The longest flood that may be sent byte by byte: each byte is a packet of its own, 66 bytes of headers around it. */
export const MAX_FLOOD_BYTEWISE = 4096;

/**
 * The options as a table, for command line, case files and documentation. It is data and not code, so that nobody has to
 * write the same names, limits and defaults in four places.
 */
export const pmuOptionTable: readonly Option[] = [
  {
    name: 'host',
    type: 'text',
    default: '127.0.0.1',
    description: 'Address to listen on; 0.0.0.0 lets other computers in.',
  },
  {
    name: 'port',
    type: 'integer',
    min: 0,
    max: 65535,
    default: 5003,
    description: 'Port to listen on; 0 lets the kernel choose one that is free.',
  },
  {
    name: 'seed',
    type: 'text',
    default: 'wireside',
    description: 'Where all chance comes from: the same seed, the same bytes and the same cuts.',
  },
  {
    name: 'messages',
    type: 'range',
    min: 0,
    max: 10_000,
    default: { min: 2, max: 20 },
    description: 'How many messages; the client is not told. Two numbers such as 2-20 let the seed choose.',
  },
  {
    name: 'firstNumber',
    type: 'integer',
    min: 0,
    max: 1_000_000,
    default: 0,
    description: 'The number of the first message: 0, or 1 in older editions.',
  },
  {
    name: 'segmentation',
    type: 'choice',
    choices: ['natural', 'one-by-one', 'coalesced', 'cut', 'bytes'],
    default: 'natural',
    description:
      'natural: one send() a message, and the kernel decides; one-by-one: each message arrives alone; ' +
      'coalesced: all in one send(); cut: borders anywhere, inside messages and numbers; bytes: one byte at a time. ' +
      'Where messages are apart in time, each of them is treated so.',
  },
  {
    name: 'pause',
    type: 'number',
    min: 0,
    max: 10,
    default: 0,
    description: 'Seconds of silence wherever a cut goes through a number.',
  },
  {
    name: 'flood.bytes',
    type: 'integer',
    min: 1,
    max: 64 * 1024 * 1024,
    default: 60_000,
    description: 'The length of the flood.',
  },
  {
    name: 'flood.text',
    type: 'choice',
    choices: ['ascii', 'utf8'],
    default: 'ascii',
    description: 'ascii: one byte a character; utf8: characters of one to four bytes.',
  },
  {
    name: 'floodSegmentation',
    type: 'choice',
    choices: ['natural', 'cut', 'bytes'],
    default: 'natural',
    description: `natural: one send(); cut: borders anywhere, inside characters too; bytes: one at a time, up to ${MAX_FLOOD_BYTEWISE}.`,
  },
  {
    name: 'strict',
    type: 'boolean',
    default: true,
    description:
      'true: a command with any byte after it is unknown; false: line ends, blanks and zero bytes are forgiven.',
  },
  {
    name: 'quietTime',
    type: 'integer',
    min: 1,
    max: 10_000,
    default: 20,
    description:
      'Milliseconds of silence that end a command (ten times as long when it came in several pieces).',
  },
  {
    name: 'idleTimeout',
    type: 'number',
    min: 0.01,
    max: 3600,
    default: 30,
    description: 'Seconds that a connection may take to come up with a command.',
  },
  {
    name: 'stallTimeout',
    type: 'number',
    min: 0.01,
    max: 3600,
    default: 60,
    description: 'Seconds that a reader may take none of the bytes that wait for it.',
  },
  {
    name: 'maxConnections',
    type: 'integer',
    min: 1,
    max: 100_000,
    default: 64,
    description: 'How many connections are served at a time; more are closed at once.',
  },
];

/**
 * Complete, checked options from what was given. Throws a PeerOptionError that names the option, what was seen and what
 * was expected; besides the codes of readOptions(), `PEER_OPTION_CONFLICT` when two options do not go together.
 */
export function pmuOptions(input: PmuInput = {}): PmuOptions {
  return checkPmuOptions(readOptions<PmuOptions>('pmu', pmuOptionTable, input));
}

/** The same options, where they go together; throws PeerOptionError `PEER_OPTION_CONFLICT` where they do not. */
export function checkPmuOptions<Options extends PmuOptions>(options: Options): Options {
  if (options.floodSegmentation === 'bytes' && options.flood.bytes > MAX_FLOOD_BYTEWISE) {
    throw new PeerOptionError({
      code: 'PEER_OPTION_CONFLICT',
      message: 'pmu: the flood is too long to be sent byte by byte.',
      observed: `flood.bytes ${options.flood.bytes} with floodSegmentation "bytes"`,
      expected: `flood.bytes up to ${MAX_FLOOD_BYTEWISE}`,
      hint: 'Make the flood shorter, or use floodSegmentation "cut".',
    });
  }
  return options;
}
