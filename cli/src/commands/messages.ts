/** Where the messages of a recorded run begin and end, computed from what its peer was told to send. */
import { type PmuInput, pmuMessages } from '@wireside/peers';
import type { MessageSpan, Trace } from '@wireside/trace';

/**
 * The messages of the run's PMU; undefined where it sent none, and the peer's own records have to do. A peer logs
 * the message of the first byte of each send() only; its options tell the rest.
 */
export function messagesOfRun(trace: Trace): MessageSpan[] | undefined {
  const peer = trace.run.peers.find(({ name }) => name === 'pmu');
  const sent = trace.peer.filter(({ event, message }) => event === 'send' && message !== undefined);
  if (peer === undefined || sent.length === 0) return undefined;
  try {
    let offset = 0;
    return pmuMessages(peer.options as PmuInput).map((text, index) => {
      const length = new TextEncoder().encode(text).length;
      offset += length;
      return { index, offset: offset - length, length };
    });
  } catch {
    // Options that this version does not know: the trace is older or newer than the peer.
    return undefined;
  }
}
