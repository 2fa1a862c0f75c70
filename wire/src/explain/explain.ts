/** Explains in plain words what happened in a capture. */
import type { Capture } from '../core/capture.ts';
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

/** The topics in reading order; a topic without content is left out. */
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
 * Explains a capture, or one TCP stream of it. It is bounded: for a huge capture it explains the beginning and the
 * exceptions, and lists in `leftOut` what it leaves out.
 * @throws {RangeError} when the stream does not exist
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
