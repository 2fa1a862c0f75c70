/** The texts of the ladder and of the ribbon. */
import { countText, numberText } from '@wireside/wire';

/** The ladder's texts. */
export const LADDER_TEXTS = {
  title: 'Ladder',
  none: 'A capture alone has no ladder: there are no programs in it. The packets are below.',
  empty: 'This run has no rows: nothing was called, sent or printed.',
  wire: 'wire',
  time: 'ms',
  delta: 'since',
  outside: 'outside of the run',
  noOther: 'no other program',
  all: 'Every row',
  allHelp: 'Show every row; long sequences of similar rows are not folded',
  proportional: 'Time to scale',
  proportionalHelp: 'The distance between two rows is the time between them',
  closer: 'Zoom in',
  farther: 'Zoom out',
  map: 'The whole run: click or drag to go there',
  rows: (count: number): string => countText(count, 'row'),
  fold: (count: number): string => `${countText(count, 'row')}, folded`,
  openFold: 'Show these rows (Enter)',
  closeFold: 'Fold these rows (Enter)',
  acked: (packet: number): string => `acknowledged by packet ${packet}`,
  again: (packet: number): string => `the same bytes as packet ${packet}`,
  later: (packet: number): string => `sent again in packet ${packet}`,
  pending: '…',
  scale: (text: string): string => `one row is ${text}`,
  passes: (text: string): string => `${text} pass`,
  lost: 'lost',
  failed: 'failed check',
  found: 'finding',
} as const;

/** The ribbon's texts. */
export const RIBBON_TEXTS = {
  title: 'Ribbon',
  noStreams:
    'This run has no TCP stream that carried bytes. A ribbon shows how one stream was cut; datagrams are not cut: each one is sent, carried and received whole.',
  datagramsTitle: 'Datagrams, in order',
  stream: 'Stream',
  streamOf: (from: string, to: string, bytes: number): string =>
    `${from} → ${to}, ${numberText(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`,
  messages: 'messages',
  sends: 'sends',
  segments: 'segments',
  again: 'sent again',
  receives: 'receives',
  lines: 'lines',
  noSends: 'Not known: the sender was not traced.',
  noReceives: 'Not known, or never received.',
  noLines: 'No line shows bytes of this stream.',
  play: 'Play',
  pause: 'Pause',
  moment: 'Moment',
  closer: 'Zoom in',
  farther: 'Zoom out',
  whole: 'Show the whole stream',
  several: (count: number): string => `${numberText(count)} of them`,
  bytes: (from: number, to: number): string =>
    to === from ? `byte ${numberText(from)}` : `bytes ${numberText(from)} to ${numberText(to)}`,
  lost: 'lost',
  notYet: 'not yet',
  never: (bytes: number): string => `${countText(bytes, 'byte')} never received`,
  state: (sent: number, carried: number, received: number, printed: number): string =>
    `sent ${numberText(sent)} · on the wire ${numberText(carried)} · received ${numberText(received)} · printed ${numberText(printed)}`,
} as const;
