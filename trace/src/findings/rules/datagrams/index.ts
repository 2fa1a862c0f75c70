/** Rules about UDP and multicast. */
import type { Rule } from '../../finding.ts';
import { datagramRefused } from './datagram-refused.ts';
import { datagramTruncated } from './datagram-truncated.ts';
import { groupWithoutMembers } from './group-without-members.ts';
import { multicastNotReceived } from './multicast-not-received.ts';
import { multicastSentElsewhere } from './multicast-sent-elsewhere.ts';
import { neverBound } from './never-bound.ts';
import { requestRepeated } from './request-repeated.ts';

/** The rules in the order in which they are reported. */
export const DATAGRAMS: readonly Rule[] = [
  neverBound,
  datagramRefused,
  multicastNotReceived,
  multicastSentElsewhere,
  datagramTruncated,
  groupWithoutMembers,
  requestRepeated,
];
