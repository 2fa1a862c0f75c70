/** The part udp: a client that sends its request on both families until an acknowledgment comes. */
import { findEndedBefore, findHostHardCoded, findWrongCommandLine } from '../../common/diagnoses/starting.ts';
import { slowedByTracing } from '../../common/slowed.ts';
import type { Part } from '../../part.ts';
import { definePart } from '../../part.ts';
import { ends } from './checks/ends.ts';
import { families } from './checks/families.ts';
import { interval } from './checks/interval.ts';
import { persists } from './checks/persists.ts';
import { repeats } from './checks/repeats.ts';
import { request } from './checks/request.ts';
import { shows } from './checks/shows.ts';
import { stops } from './checks/stops.ts';
import { survives } from './checks/survives.ts';
import {
  findAddressHardCoded,
  findFamilyMissing,
  findPortHardCoded,
  findTcpSocket,
} from './diagnoses/addressing.ts';
import {
  findCrash,
  findGoesOn,
  findHangsAtEnd,
  findNeverReads,
  findNotShown,
  findOneForm,
  findRefusalEnds,
  findRunLoop,
} from './diagnoses/answering.ts';
import {
  findBusyWhenRefused,
  findFamiliesInTurn,
  findGivesUp,
  findOneFamily,
  findSendsOnce,
  findTooFast,
  findTooSlow,
  findWrongRequest,
} from './diagnoses/sending.ts';
import { gatherFacts } from './facts.ts';
import { notes } from './notes.ts';

/** What a program is to do first. */
const FIRST = 'it sent a datagram';

/** Why a program never sends anything to the server. */
const NOT_AT_SERVER = [
  'family-missing',
  'wrong-command-line',
  'host-hard-coded',
  'port-hard-coded',
  'address-hard-coded',
  'tcp-socket',
] as const;

/** Judges the runs of the part udp. */
export const udp: Part = definePart({
  id: 'udp',
  gather: gatherFacts,
  reasonNotToJudge: slowedByTracing,
  notes,
  // A server that uses one family refuses requests on the other one.
  onPurpose: ['datagram-refused', 'udp-unreachable'],

  checks: { request, families, interval, survives, repeats, persists, stops, shows, ends },

  // What says most comes first; what is wrong with any program is told where none of these is found.
  diagnoses: {
    'family-missing': { find: findFamilyMissing },
    'wrong-command-line': {
      find: (facts) => findWrongCommandLine(facts, FIRST),
      unless: ['family-missing'],
    },
    'host-hard-coded': {
      find: (facts) => (facts.requests.length === 0 ? findHostHardCoded(facts) : undefined),
    },
    'port-hard-coded': { find: findPortHardCoded, unless: ['host-hard-coded'] },
    'address-hard-coded': { find: findAddressHardCoded, unless: ['host-hard-coded', 'port-hard-coded'] },
    'tcp-socket': { find: findTcpSocket, unless: ['host-hard-coded'] },
    'ended-before-sending': {
      find: (facts) => (facts.datagrams.length === 0 ? findEndedBefore(facts, FIRST) : undefined),
      unless: NOT_AT_SERVER,
    },

    'wrong-request': { find: findWrongRequest },

    'refusal-ends': { find: findRefusalEnds },
    crash: {
      find: findCrash,
      unless: [...NOT_AT_SERVER, 'refusal-ends'],
    },
    'busy-when-refused': { find: findBusyWhenRefused },
    'too-fast': { find: findTooFast, unless: ['busy-when-refused'] },
    'too-slow': { find: findTooSlow },
    'one-family': { find: findOneFamily },
    'families-in-turn': { find: findFamiliesInTurn },
    'sends-once': { find: findSendsOnce, unless: ['wrong-request', 'refusal-ends'] },
    'gives-up': { find: findGivesUp, unless: ['sends-once', 'wrong-request', 'refusal-ends'] },

    'never-reads': { find: findNeverReads },
    'run-loop': { find: findRunLoop },
    'one-form': { find: findOneForm },
    'goes-on': { find: findGoesOn, unless: ['run-loop', 'one-form'] },
    'not-shown': { find: findNotShown },
    'hangs-at-end': { find: findHangsAtEnd },
  },
});
