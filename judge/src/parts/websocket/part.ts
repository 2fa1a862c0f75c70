/** The part websocket: a client that gets the messages of a PMU whole, and closes as the protocol asks. */
import { floodCheck } from '../../common/checks/flood.ts';
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
import { answersPing } from './checks/answers-ping.ts';
import { closes } from './checks/closes.ts';
import { command } from './checks/command.ts';
import { ends } from './checks/ends.ts';
import { masks } from './checks/masks.ts';
import { messages } from './checks/messages.ts';
import { upgrades } from './checks/upgrades.ts';
import {
  findCloseUnanswered,
  findClosedException,
  findClosesEarly,
  findHangsAtEnd,
  findPingLost,
  findPingUnanswered,
} from './diagnoses/closing.ts';
import {
  findNewlineAfterCommand,
  findNoCommand,
  findPlainTcp,
  findWrongCommand,
  findWrongOpcode,
} from './diagnoses/opening.ts';
import {
  findBytesShown,
  findExtendedLength,
  findFragmentsShown,
  findNotSent,
  findNotShown,
  findOneLine,
  findShortRead,
  findStopsEarly,
} from './diagnoses/showing.ts';
import { gatherFacts } from './facts.ts';

const CARRIAGE_RETURN = 13;

/** Judges the runs of the part websocket. */
export const websocket: Part = definePart({
  id: 'websocket',
  gather: gatherFacts,
  reasonNotToJudge: slowedByTracing,
  notes: clientNotes,

  checks: {
    upgrades,
    masks,
    command,
    'answers-ping': answersPing,
    messages,
    flood: floodCheck(() => [CARRIAGE_RETURN]),
    closes,
    ends,
  },

  // What says most comes first; what is wrong with any program is told where none of these is found.
  diagnoses: {
    'wrong-command-line': { find: (facts) => findWrongCommandLine(facts) },
    'host-hard-coded': {
      find: (facts) => (facts.main === undefined ? findHostHardCoded(facts) : undefined),
    },
    'port-hard-coded': { find: findPortHardCoded, unless: ['host-hard-coded'] },
    'address-hard-coded': { find: findAddressHardCoded, unless: ['host-hard-coded', 'port-hard-coded'] },
    'ended-before-connecting': {
      find: (facts) => findEndedBefore(facts),
      unless: ['wrong-command-line', 'host-hard-coded'],
    },

    'plain-tcp': { find: findPlainTcp },
    'websocket-refused': { find: ({ model }) => generalReason(model, 'websocket-refused') },
    'websocket-mask': { find: ({ model }) => generalReason(model, 'websocket-mask') },
    'no-command': { find: findNoCommand },
    'wrong-opcode': { find: findWrongOpcode },
    'newline-after-command': { find: findNewlineAfterCommand },
    'wrong-command': { find: findWrongCommand, unless: ['wrong-opcode', 'newline-after-command'] },

    'extended-length': { find: findExtendedLength },
    'closed-exception': { find: findClosedException },
    crash: {
      find: ({ model }) => generalReason(model, 'crash'),
      unless: [
        'wrong-command-line',
        'host-hard-coded',
        'port-hard-coded',
        'address-hard-coded',
        'plain-tcp',
        'websocket-refused',
        'websocket-mask',
        'wrong-command',
        'wrong-opcode',
        'newline-after-command',
        'extended-length',
        'closed-exception',
      ],
    },
    'ping-lost': { find: findPingLost },
    'ping-unanswered': { find: findPingUnanswered, unless: ['ping-lost'] },
    'bytes-shown': { find: findBytesShown },
    'fragments-shown': { find: findFragmentsShown },
    'short-read': { find: findShortRead, unless: ['extended-length'] },
    'one-line': { find: findOneLine },
    'not-sent': { find: findNotSent },
    'not-shown': { find: findNotShown, unless: ['bytes-shown', 'fragments-shown', 'not-sent'] },
    'closes-early': { find: findClosesEarly, unless: ['extended-length', 'short-read'] },
    'stops-early': { find: findStopsEarly, unless: ['closes-early'] },
    'close-unanswered': { find: findCloseUnanswered, unless: ['extended-length'] },
    'hangs-at-end': { find: findHangsAtEnd, unless: ['extended-length'] },
  },
});
