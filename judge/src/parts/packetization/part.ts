/** The part packetization: a TCP client that must find the messages in a stream of bytes. */
import { connects } from '../../common/checks/connects.ts';
import { end } from '../../common/checks/end.ts';
import { floodCheck } from '../../common/checks/flood.ts';
import { refused } from '../../common/checks/refused.ts';
import { findEarlyClose, findHangAtEnd } from '../../common/diagnoses/closing.ts';
import {
  findAddressHardCoded,
  findCrash,
  findEndedBefore,
  findErrorOnOutput,
  findHostHardCoded,
  findIpv6Socket,
  findPortHardCoded,
  findRefusalIgnored,
  findUdpSocket,
  findWrongCommandLine,
} from '../../common/diagnoses/starting.ts';
import { slowedByTracing } from '../../common/slowed.ts';
import type { Part } from '../../part.ts';
import { definePart } from '../../part.ts';
import { command } from './checks/command.ts';
import { live } from './checks/live.ts';
import { messages } from './checks/messages.ts';
import { findBytesLiteral, findCharacterCut, findOldBytes, findSplitLost } from './diagnoses/decoding.ts';
import { findAddedLineBreaks, findAddedToPieces, findLatin1 } from './diagnoses/flooding.ts';
import { findFewDigits, findNumberCut } from './diagnoses/numbers.ts';
import {
  findFixedSizeReads,
  findOneRecvOneMessage,
  findReadsOnce,
  findStopAtShortRead,
} from './diagnoses/receiving.ts';
import {
  findCommandSentTwice,
  findNewlineAfterCommand,
  findNoCommand,
  findWrongCommand,
} from './diagnoses/sending.ts';
import { findDroppedLast, findLineWithMore, findOneLate, findOutputNotFlushed } from './diagnoses/showing.ts';
import { gatherFacts } from './facts.ts';
import { notes } from './notes.ts';

/** Bytes of line ends; only strict editions ask for the same. */
const LINE_ENDS: readonly number[] = [10, 13];
const flood = floodCheck(({ strict }) => (strict ? [] : LINE_ENDS));

/** Judges the runs of packetization. */
export const packetization: Part = definePart({
  id: 'packetization',
  gather: gatherFacts,
  reasonNotToJudge: slowedByTracing,
  notes,

  checks: { connects, command, messages, live, flood, end, refused },

  // What says most comes first; what is wrong with any program is told where none of these is found.
  diagnoses: {
    'wrong-command-line': { find: (facts) => findWrongCommandLine(facts) },
    'host-hard-coded': {
      find: (facts) => (facts.main === undefined ? findHostHardCoded(facts) : undefined),
    },
    'port-hard-coded': { find: findPortHardCoded, unless: ['host-hard-coded'] },
    'address-hard-coded': { find: findAddressHardCoded, unless: ['host-hard-coded', 'port-hard-coded'] },
    'udp-socket': { find: findUdpSocket },
    'ipv6-socket': { find: findIpv6Socket, unless: ['port-hard-coded'] },
    'refusal-ignored': { find: findRefusalIgnored },
    'error-on-output': { find: findErrorOnOutput },
    'ended-before-connecting': {
      find: (facts) => findEndedBefore(facts),
      unless: ['wrong-command-line', 'host-hard-coded', 'udp-socket'],
    },

    'newline-after-command': { find: findNewlineAfterCommand },
    'no-command': { find: findNoCommand },
    'command-sent-twice': { find: findCommandSentTwice },
    'wrong-command': {
      find: findWrongCommand,
      unless: ['newline-after-command', 'no-command', 'command-sent-twice'],
    },

    'character-cut': { find: findCharacterCut },
    crash: {
      find: findCrash,
      unless: [
        'wrong-command-line',
        'host-hard-coded',
        'port-hard-coded',
        'address-hard-coded',
        'udp-socket',
        'ipv6-socket',
        'character-cut',
      ],
    },
    'bytes-literal': { find: findBytesLiteral },
    'old-bytes-in-buffer': { find: findOldBytes },
    'reads-once': { find: findReadsOnce },
    'stops-at-short-read': { find: findStopAtShortRead, unless: ['reads-once'] },
    'fixed-size-reads': { find: findFixedSizeReads, unless: ['old-bytes-in-buffer'] },
    'one-recv-one-message': {
      find: findOneRecvOneMessage,
      unless: ['fixed-size-reads', 'reads-once', 'bytes-literal', 'old-bytes-in-buffer'],
    },
    'number-cut': {
      find: findNumberCut,
      unless: ['one-recv-one-message', 'fixed-size-reads', 'bytes-literal'],
    },
    'few-digits': { find: findFewDigits, unless: ['number-cut', 'one-recv-one-message', 'fixed-size-reads'] },
    'added-to-pieces': { find: findAddedToPieces },
    'added-line-breaks': { find: findAddedLineBreaks, unless: ['added-to-pieces'] },
    'latin-1': { find: findLatin1 },
    'closes-early': {
      find: (facts, failed) =>
        failed.has('messages') || failed.has('flood') || failed.has('end')
          ? findEarlyClose(facts)
          : undefined,
      unless: [
        'reads-once',
        'stops-at-short-read',
        'character-cut',
        'newline-after-command',
        'wrong-command',
        'no-command',
      ],
    },
    'line-has-more': {
      find: findLineWithMore,
      unless: [
        'bytes-literal',
        'old-bytes-in-buffer',
        'one-recv-one-message',
        'fixed-size-reads',
        'number-cut',
        'few-digits',
        'newline-after-command',
      ],
    },
    'hangs-at-end': {
      find: findHangAtEnd,
      unless: ['no-command', 'newline-after-command', 'wrong-command'],
    },
    'drops-last-message': {
      find: findDroppedLast,
      unless: [
        'reads-once',
        'stops-at-short-read',
        'closes-early',
        'hangs-at-end',
        'one-recv-one-message',
        'fixed-size-reads',
        'number-cut',
        'few-digits',
        'bytes-literal',
        'line-has-more',
      ],
    },
    'split-message-lost': {
      find: findSplitLost,
      unless: [
        'one-recv-one-message',
        'fixed-size-reads',
        'number-cut',
        'few-digits',
        'reads-once',
        'stops-at-short-read',
        'closes-early',
        'bytes-literal',
        'old-bytes-in-buffer',
        'line-has-more',
        'drops-last-message',
      ],
    },

    'one-late': { find: findOneLate },
    'output-not-flushed': { find: findOutputNotFlushed, unless: ['one-late', 'hangs-at-end'] },
  },
});
