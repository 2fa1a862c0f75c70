/** The part sender: a program that sends lines to a multicast group, each in a datagram with the sender's id. */
import { findEndedBefore, findWrongCommandLine } from '../../common/diagnoses/starting.ts';
import { slowedByTracing } from '../../common/slowed.ts';
import type { Part } from '../../part.ts';
import { definePart } from '../../part.ts';
import { ends } from './checks/ends.ts';
import { id } from './checks/id.ts';
import { lines } from './checks/lines.ts';
import { sends } from './checks/sends.ts';
import {
  findGroupHardCoded,
  findPortHardCoded,
  findSentElsewhere,
  findTcpSocket,
} from './diagnoses/addressing.ts';
import {
  findAllInOne,
  findIdHardCoded,
  findIdMissing,
  findLineCut,
  findNewline,
  findSeparator,
  findWrongId,
  findWrongLetters,
} from './diagnoses/content.ts';
import { findCrash, findHangsAtEnd, findOneLine, findWaitsForEnd } from './diagnoses/reading.ts';
import type { SenderFacts } from './facts.ts';
import { gatherFacts } from './facts.ts';
import { notes } from './notes.ts';

/** What a program is to do first. */
const FIRST = 'it sent a datagram';

/** Whether the program sent anything, be it that it never was on the network. */
const hasSent = ({ calls, datagrams }: SenderFacts): boolean =>
  datagrams.length > 0 || calls.some(({ kind, ret = -1 }) => kind === 'send' && ret > 0);

/** Judges the runs of the part sender. */
export const sender: Part = definePart({
  id: 'sender',
  gather: gatherFacts,
  reasonNotToJudge: slowedByTracing,
  notes,

  checks: { sends, id, lines, ends },

  // What says most comes first; what is wrong with any program is told where none of these is found.
  diagnoses: {
    'wrong-command-line': { find: (facts) => findWrongCommandLine(facts, FIRST) },
    'tcp-socket': { find: findTcpSocket },
    'port-hard-coded': { find: findPortHardCoded },
    'group-hard-coded': { find: findGroupHardCoded },
    'multicast-sent-elsewhere': { find: findSentElsewhere },
    'waits-for-end': { find: findWaitsForEnd },
    'ended-before-sending': {
      find: (facts) => (hasSent(facts) ? undefined : findEndedBefore(facts, FIRST)),
      unless: ['wrong-command-line', 'tcp-socket', 'multicast-sent-elsewhere'],
    },

    'id-missing': { find: findIdMissing },
    'id-hard-coded': { find: findIdHardCoded, unless: ['id-missing'] },
    'wrong-id': { find: findWrongId, unless: ['id-missing', 'id-hard-coded'] },

    'all-in-one': { find: findAllInOne },
    separator: { find: findSeparator, unless: ['all-in-one'] },
    newline: { find: findNewline, unless: ['all-in-one', 'separator'] },
    'wrong-letters': { find: findWrongLetters },
    'line-cut': { find: findLineCut, unless: ['wrong-letters'] },
    crash: { find: findCrash, unless: ['wrong-command-line', 'tcp-socket'] },
    'one-line': { find: findOneLine, unless: ['all-in-one', 'crash'] },
    'hangs-at-end': { find: findHangsAtEnd },
  },
});
