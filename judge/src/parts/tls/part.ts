/** The part tls: a server that speaks TLS, and sends messages when it is asked to. */
import { findWrongCommandLine } from '../../common/diagnoses/starting.ts';
import { slowedByTracing } from '../../common/slowed.ts';
import type { Part } from '../../part.ts';
import { definePart } from '../../part.ts';
import { answers } from './checks/answers.ts';
import { closes } from './checks/closes.ts';
import { encrypted } from './checks/encrypted.ts';
import { handshake } from './checks/handshake.ts';
import { listens } from './checks/listens.ts';
import { stays } from './checks/stays.ts';
import { waits } from './checks/waits.ts';
import {
  findAnswersEarly,
  findBytesShown,
  findCountsFromOne,
  findCrash,
  findErrorReported,
  findGivesUpEarly,
  findNoAnswer,
  findWaitsForMore,
  findWrongCase,
  findWrongText,
} from './diagnoses/answering.ts';
import {
  findAnswersWithoutTls,
  findNeverAccepts,
  findNoCertificate,
  findNoHandshake,
  findOldVersion,
  findOtherCertificate,
  findWithoutTls,
  findWrapDropped,
  findWrongSide,
} from './diagnoses/handshaking.ts';
import {
  findDiesAfterServing,
  findDiesOnFailedHandshake,
  findDiesOnLeavingClient,
  findEndless,
  findNeverCloses,
  findOneClient,
  findWaitsForClient,
} from './diagnoses/serving.ts';
import {
  findCertificateAndKey,
  findEndedBeforeListening,
  findListensAgain,
  findPortHardCoded,
  findUsedBeforeAccept,
  findWrapSocketGone,
  findWrongAddress,
  FIRST,
} from './diagnoses/starting.ts';
import { gatherFacts } from './facts.ts';
import { notes } from './notes.ts';

/** Judges the runs of the part tls. */
export const tls: Part = definePart({
  id: 'tls',
  gather: gatherFacts,
  reasonNotToJudge: slowedByTracing,
  notes,
  // One of our clients does not speak TLS, so that the handshake fails.
  onPurpose: ['tls-expected', 'reset-unread'],

  checks: { listens, encrypted, handshake, waits, answers, closes, stays },

  // What says most comes first; what is wrong with any program is told where none of these is found.
  diagnoses: {
    'wrong-command-line': { find: (facts) => findWrongCommandLine(facts, FIRST) },
    'wrap-socket-gone': { find: findWrapSocketGone },
    'certificate-and-key': { find: findCertificateAndKey },
    'port-hard-coded': { find: findPortHardCoded },
    'wrong-address': { find: findWrongAddress },
    'ended-before-listening': {
      find: findEndedBeforeListening,
      unless: ['wrong-command-line', 'certificate-and-key'],
    },

    'used-before-accept': { find: findUsedBeforeAccept },
    'listens-again': { find: findListensAgain },
    'wrap-dropped': { find: findWrapDropped },
    'wrong-side': { find: findWrongSide },
    'no-certificate': { find: findNoCertificate },
    'old-version': { find: findOldVersion },
    'other-certificate': { find: findOtherCertificate },
    'without-tls': { find: findWithoutTls },
    'answers-early': { find: findAnswersEarly },
    'gives-up-early': { find: findGivesUpEarly },
    'never-accepts': { find: findNeverAccepts },
    'error-reported': {
      find: findErrorReported,
      unless: [
        'wrong-side',
        'no-certificate',
        'old-version',
        'other-certificate',
        'without-tls',
        'gives-up-early',
      ],
    },
    'no-handshake': { find: findNoHandshake, unless: ['error-reported'] },
    'answers-without-tls': { find: findAnswersWithoutTls, unless: ['without-tls'] },

    'dies-on-failed-handshake': { find: findDiesOnFailedHandshake },
    'dies-on-leaving-client': { find: findDiesOnLeavingClient },
    'dies-after-serving': { find: findDiesAfterServing },
    'one-client': { find: findOneClient, unless: ['dies-after-serving'] },
    crash: {
      find: findCrash,
      unless: [
        'wrong-command-line',
        'wrap-socket-gone',
        'certificate-and-key',
        'used-before-accept',
        'listens-again',
        'wrap-dropped',
        'wrong-side',
        'no-certificate',
        'old-version',
        'other-certificate',
        'dies-on-failed-handshake',
        'dies-on-leaving-client',
        'dies-after-serving',
      ],
    },

    endless: { find: findEndless },
    'waits-for-client': { find: findWaitsForClient },
    'never-closes': { find: findNeverCloses, unless: ['waits-for-client'] },
    'waits-for-more': { find: findWaitsForMore, unless: ['error-reported'] },
    'no-answer': { find: findNoAnswer, unless: ['error-reported', 'waits-for-more'] },
    'bytes-shown': { find: findBytesShown },
    'counts-from-one': { find: findCountsFromOne },
    'wrong-case': { find: findWrongCase },
    'wrong-text': { find: findWrongText, unless: ['bytes-shown', 'counts-from-one', 'wrong-case'] },
  },
});
