/** All rules about captures, those that say most first. */
import type { CaptureRule } from '../finding.ts';
import { dnsNameNotFound } from './dns-name-not-found.ts';
import { refused } from './refused.ts';
import { reset } from './reset.ts';
import { smallSegmentsWait } from './small-segments-wait.ts';
import { synUnreachable } from './syn-unreachable.ts';
import { synUnanswered } from './syn-unanswered.ts';
import { tlsAlert } from './tls-alert.ts';
import { tlsExpected } from './tls-expected.ts';
import { tlsNotSpoken } from './tls-not-spoken.ts';
import { tlsTwoClients } from './tls-two-clients.ts';
import { udpUnreachable } from './udp-unreachable.ts';
import { websocketClosed } from './websocket-closed.ts';
import { websocketCutOff } from './websocket-cut-off.ts';
import { websocketMask } from './websocket-mask.ts';
import { websocketRefused } from './websocket-refused.ts';

/** The rules in the order in which their findings are reported. */
export const CAPTURE_RULES: readonly CaptureRule[] = [
  refused,
  synUnreachable,
  synUnanswered,
  tlsTwoClients,
  tlsNotSpoken,
  tlsExpected,
  tlsAlert,
  websocketRefused,
  websocketMask,
  websocketClosed,
  smallSegmentsWait,
  dnsNameNotFound,
  udpUnreachable,
  websocketCutOff,
  reset,
];
