/** A protocol carried in a TCP stream: it cuts the stream into messages and builds the tree of one message. */
import type { Dissection } from './dissection.ts';
import type { Message, StreamCutter } from './stream-cutter.ts';

/** A protocol carried in a TCP stream. `State` is what it remembers of one conversation while cutting. */
// oxlint-disable-next-line typescript/no-explicit-any -- protocols with different states stand in one list
export interface StreamProtocol<State = any> extends StreamCutter<State> {
  /** Builds the tree of a message; `d.bytes` holds it from `at` on, whole. */
  dissect(d: Dissection, message: Message, at: number): void;
  /**
   * In the payload of another protocol, such as a WebSocket frame: builds the tree of `length` bytes at `at` if they are
   * one whole message of this protocol.
   * @returns whether they were
   */
  dissectPayload?(d: Dissection, at: number, length: number): boolean;
}
