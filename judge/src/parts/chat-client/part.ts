/** The part chat-client: a program that sends what is typed, and prints what comes, at the same time. */
import { connects } from '../../common/checks/connects.ts';
import {
  findAddressHardCoded,
  findEndedBefore,
  findHostHardCoded,
  findPortHardCoded,
  findWrongCommandLine,
} from '../../common/diagnoses/starting.ts';
import { generalReason } from '../../common/general.ts';
import { clientNotes } from '../../common/notes.ts';
import { slowedByTracing } from '../../common/slowed.ts';
import type { Part } from '../../part.ts';
import { definePart } from '../../part.ts';
import { ends } from './checks/ends.ts';
import { sends } from './checks/sends.ts';
import { shows } from './checks/shows.ts';
import { findClosesEarly, findCrash, findGoesOn, findStaysAlone } from './diagnoses/ending.ts';
import {
  findLineChanged,
  findLineCut,
  findNetworkFirst,
  findNewlineMissing,
  findWrongLetters,
} from './diagnoses/sending.ts';
import {
  findKeyboardFirst,
  findLinesGlued,
  findOutputNotFlushed,
  findPieceShown,
  findReadsOnce,
  findThreadFailed,
} from './diagnoses/showing.ts';
import { gatherFacts } from './facts.ts';

/** Why a program never reaches the server. */
const NOT_AT_SERVER = [
  'wrong-command-line',
  'host-hard-coded',
  'port-hard-coded',
  'address-hard-coded',
] as const;

/** Judges the runs of the part chat-client. */
export const chatClient: Part = definePart({
  id: 'chat-client',
  gather: gatherFacts,
  reasonNotToJudge: slowedByTracing,
  notes: clientNotes,

  checks: { connects, sends, shows, ends },

  // What says most comes first; what is wrong with any program is told where none of these is found.
  diagnoses: {
    'wrong-command-line': { find: (facts) => findWrongCommandLine(facts) },
    'host-hard-coded': {
      find: (facts) => (facts.main === undefined ? findHostHardCoded(facts) : undefined),
    },
    'port-hard-coded': { find: findPortHardCoded, unless: ['host-hard-coded'] },
    'address-hard-coded': { find: findAddressHardCoded, unless: ['host-hard-coded', 'port-hard-coded'] },
    'ended-before-connecting': { find: (facts) => findEndedBefore(facts), unless: NOT_AT_SERVER },

    'piece-shown': { find: findPieceShown },
    'character-cut': { find: ({ model }) => generalReason(model, 'character-cut'), unless: ['piece-shown'] },
    crash: { find: findCrash, unless: [...NOT_AT_SERVER, 'character-cut'] },
    'thread-failed': { find: findThreadFailed, unless: ['character-cut'] },

    'keyboard-first': { find: findKeyboardFirst },
    'network-first': { find: findNetworkFirst },
    'newline-missing': { find: findNewlineMissing },
    'wrong-letters': { find: findWrongLetters },
    'line-changed': { find: findLineChanged, unless: ['newline-missing'] },
    'line-cut': { find: findLineCut },

    'reads-once': { find: findReadsOnce, unless: ['keyboard-first', 'crash', 'thread-failed'] },
    'lines-glued': { find: findLinesGlued },
    'output-not-flushed': { find: findOutputNotFlushed, unless: ['piece-shown', 'lines-glued'] },

    'closes-early': { find: findClosesEarly, unless: ['crash', 'reads-once'] },
    'goes-on': { find: findGoesOn },
    'stays-alone': { find: findStaysAlone },
  },
});
