/** The part chat-server: a program that passes each line of a client on to all others. */
import { findEndedBefore, findWrongCommandLine } from '../../common/diagnoses/starting.ts';
import { slowedByTracing } from '../../common/slowed.ts';
import type { Part } from '../../part.ts';
import { definePart } from '../../part.ts';
import { closes } from './checks/closes.ts';
import { listens } from './checks/listens.ts';
import { only } from './checks/only.ts';
import { relays } from './checks/relays.ts';
import { stays } from './checks/stays.ts';
import {
  findCrash,
  findEndsWithClient,
  findLettersCut,
  findNeverCloses,
  findSigpipe,
  findThreadFailed,
} from './diagnoses/leaving.ts';
import {
  findLoopbackOnly,
  findOneAtATime,
  findPortHardCoded,
  findWaitsForOne,
} from './diagnoses/listening.ts';
import {
  findGreeting,
  findLineChanged,
  findLineCut,
  findLinesMixed,
  findNewlineMissing,
  findNotToAll,
  findPieceSent,
  findReadsOnce,
  findSentBack,
} from './diagnoses/relaying.ts';
import { gatherFacts } from './facts.ts';

/** What a program is to do first. */
const FIRST = 'it listened';

/** Judges the runs of the part chat-server. */
export const chatServer: Part = definePart({
  id: 'chat-server',
  gather: gatherFacts,
  reasonNotToJudge: slowedByTracing,
  notes: () => [],

  checks: { listens, relays, only, closes, stays },

  // What says most comes first; what is wrong with any program is told where none of these is found.
  diagnoses: {
    'wrong-command-line': { find: (facts) => findWrongCommandLine(facts, FIRST) },
    'port-hard-coded': { find: findPortHardCoded },
    'loopback-only': { find: findLoopbackOnly },
    'ended-before-listening': {
      find: (facts) =>
        facts.calls.some(({ kind }) => kind === 'listen') ? undefined : findEndedBefore(facts, FIRST),
      unless: ['wrong-command-line'],
    },

    'letters-cut': { find: findLettersCut },
    sigpipe: { find: findSigpipe },
    crash: { find: findCrash, unless: ['wrong-command-line', 'letters-cut', 'sigpipe'] },
    'thread-failed': { find: findThreadFailed, unless: ['letters-cut'] },
    'ends-with-client': { find: findEndsWithClient },
    'one-at-a-time': { find: findOneAtATime },
    'waits-for-one': { find: findWaitsForOne, unless: ['one-at-a-time'] },

    'reads-once': {
      find: findReadsOnce,
      unless: ['letters-cut', 'crash', 'thread-failed', 'one-at-a-time'],
    },
    'newline-missing': { find: findNewlineMissing },
    'lines-mixed': { find: findLinesMixed, unless: ['newline-missing'] },
    'piece-sent': { find: findPieceSent, unless: ['newline-missing', 'lines-mixed'] },
    'line-cut': { find: findLineCut, unless: ['newline-missing', 'lines-mixed', 'piece-sent'] },
    'sent-back': { find: findSentBack },
    'line-changed': { find: findLineChanged, unless: ['newline-missing', 'lines-mixed'] },
    greeting: { find: findGreeting },
    'not-to-all': {
      find: findNotToAll,
      unless: ['letters-cut', 'crash', 'thread-failed', 'one-at-a-time'],
    },
    'never-closes': { find: findNeverCloses, unless: ['one-at-a-time'] },
  },
});
