/** Tells what happened in a capture as a person would who sits beside you. */
import type { Capture } from '../capture/capture.ts';
import { ExplainContext } from './context.ts';
import type { ExplainOptions, Topic } from './context.ts';
import type { Explanation } from './explanation.ts';
import { explainArp } from './topics/arp.ts';
import { explainCapture } from './topics/capture.ts';
import { explainDns } from './topics/dns.ts';
import { explainEavesdropper } from './topics/eavesdropper.ts';
import { explainOthers } from './topics/others.ts';
import { explainTcp } from './topics/tcp.ts';
import { explainUdp } from './topics/udp.ts';

/** The topics in the order in which a reader wants them; one that has nothing to say says nothing. */
const TOPICS: readonly Topic[] = [
  explainCapture,
  explainArp,
  explainDns,
  explainTcp,
  explainUdp,
  explainOthers,
  explainEavesdropper,
];

/**
 * Explains a capture, or one TCP stream of it. Bounded: of a huge capture it tells the begin and the exceptions, and
 * says in `leftOut` what it does not tell. Throws a RangeError for a stream that there is not.
 */
export function explain(capture: Capture, options: ExplainOptions = {}): Explanation {
  const { stream } = options;
  const { count } = capture.tcp.flows;
  if (stream !== undefined && !(stream >= 0 && stream < count && Number.isInteger(stream))) {
    throw new RangeError(`There is no TCP stream ${stream}; the capture has ${count}, counted from 0.`);
  }
  const context = new ExplainContext(capture, options);
  const topics = stream === undefined ? TOPICS : [explainTcp];
  const sections = topics.flatMap((topic) => topic(context));
  return { sections, leftOut: context.leftOut };
}
