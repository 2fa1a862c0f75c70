/** The part receiver: a program that joins a multicast group, and prints what is sent there. */
import { indexOfBytes } from '../../common/bytes.ts';
import { findEndedBefore, findWrongCommandLine } from '../../common/diagnoses/starting.ts';
import { slowedByTracing } from '../../common/slowed.ts';
import type { Part } from '../../part.ts';
import { definePart } from '../../part.ts';
import { joins } from './checks/joins.ts';
import { live } from './checks/live.ts';
import { messages } from './checks/messages.ts';
import { stays } from './checks/stays.ts';
import {
  findAddressInUse,
  findGroupHardCoded,
  findHostAddress,
  findJoinFailed,
  findNotBound,
  findNotJoined,
  findPortHardCoded,
  findTcpSocket,
  findWrongInterface,
} from './diagnoses/joining.ts';
import {
  findBytesShown,
  findCrash,
  findCrashOnMessage,
  findIgnoresInterrupt,
  findNeverReads,
  findOneLate,
  findOneLine,
  findOutputNotFlushed,
  findSmallBuffer,
  findStops,
  findTextCut,
} from './diagnoses/showing.ts';
import type { ReceiverFacts } from './facts.ts';
import { gatherFacts, REWIND } from './facts.ts';
import { notes } from './notes.ts';

/** What a program is to do first. */
const FIRST = 'it had bound a socket';

/** Whether the program ended the scene by a line of its own, before the station had said that. */
function endsTooEarly({ isInterrupted, isRewound, due, lines }: ReceiverFacts): boolean {
  const isSaid = lines.some(({ bytes }) => indexOfBytes(bytes, REWIND) >= 0);
  return isInterrupted && isSaid && !isRewound && due.every(({ line }) => line !== undefined);
}

/** Why a run says nothing about the program, if so: there was not enough of it. */
function reasonNotToJudge(facts: ReceiverFacts): string | undefined {
  if (facts.member !== undefined && facts.isInterrupted && facts.due.length === 0)
    return 'the program had joined the group too late: all messages were sent before, because the machine was slow';
  if (endsTooEarly(facts))
    return 'the program printed a line with RWND before the station had sent that, and the run ended with it';
  return slowedByTracing(facts);
}

/** Judges the runs of the part receiver. */
export const receiver: Part = definePart({
  id: 'receiver',
  gather: gatherFacts,
  reasonNotToJudge,
  notes,

  checks: { joins, messages, live, stays },

  // What says most comes first; what is wrong with any program is told where none of these is found.
  diagnoses: {
    'wrong-command-line': { find: (facts) => findWrongCommandLine(facts, FIRST) },
    'address-in-use': { find: findAddressInUse },
    'tcp-socket': { find: findTcpSocket },
    'port-hard-coded': { find: findPortHardCoded },
    'group-hard-coded': { find: findGroupHardCoded },
    'not-bound': { find: findNotBound },
    'host-address': { find: findHostAddress },
    'join-failed': { find: findJoinFailed },
    'not-joined': { find: findNotJoined, unless: ['group-hard-coded'] },
    'wrong-interface': { find: findWrongInterface },
    'ended-before-binding': {
      find: (facts) =>
        facts.sockets.length === 0 && !facts.isInterrupted ? findEndedBefore(facts, FIRST) : undefined,
      unless: ['wrong-command-line', 'address-in-use', 'tcp-socket', 'not-bound'],
    },

    'crash-on-message': { find: findCrashOnMessage },
    crash: {
      find: findCrash,
      unless: ['wrong-command-line', 'address-in-use', 'tcp-socket', 'join-failed', 'crash-on-message'],
    },
    'stops-early': { find: findStops, unless: ['crash-on-message', 'crash'] },
    'ignores-interrupt': { find: findIgnoresInterrupt },

    'bytes-shown': { find: findBytesShown },
    'one-line': { find: findOneLine, unless: ['bytes-shown'] },
    'small-buffer': { find: findSmallBuffer },
    'text-cut': { find: findTextCut, unless: ['small-buffer'] },
    'never-reads': { find: findNeverReads },
    'one-late': { find: findOneLate },
    'output-not-flushed': { find: findOutputNotFlushed, unless: ['one-line', 'one-late'] },
  },
});
