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
  none: 'Nothing of this run can be drawn as a ribbon: no stream carried bytes between its actors.',
  udp: 'Datagrams are not cut: each one is sent, carried and received whole, here in their order.',
  stream: 'Stream',
  streamOf: (protocol: string, from: string, to: string, bytes: number): string =>
    `${from} → ${to} (${protocol}, ${countText(bytes, 'byte')})`,
  tracks: {
    messages: 'messages',
    sends: 'sends',
    segments: 'segments',
    again: 'sent again',
    receives: 'receives',
    lines: 'lines',
  },
  datagrams: 'datagrams',
  empty: {
    messages: 'The sender announced no messages.',
    sends: 'The sender was not traced.',
    segments: 'Nothing was on the wire.',
    again: '',
    receives: 'Nothing is known to have been received.',
    lines: 'No line shows bytes of this stream.',
  },
  play: 'Play',
  pause: 'Pause',
  next: 'Next step',
  moment: 'Moment',
  momentOf: (ms: string): string => `${ms} ms`,
  before: 'before the first byte',
  closer: 'Zoom in',
  farther: 'Zoom out',
  whole: 'Whole stream',
  several: (count: number): string => `${numberText(count)} of them; zoom in to see each`,
  range: (from: number, length: number): string =>
    length === 1
      ? `byte ${numberText(from)}`
      : `bytes ${numberText(from)} to ${numberText(from + length - 1)}`,
  lost: 'lost',
  holds: (messages: number): string => `bytes of ${countText(messages, 'message')}`,
  state: (sent: string, carried: string, received: string, printed: string): string =>
    `sent ${sent} · on the wire ${carried} · received ${received} · printed ${printed}`,
} as const;
