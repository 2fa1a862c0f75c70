/** What is remembered of one HTTP conversation while it is cut into messages. */
import type { StreamContext } from '../../core/stream-cutter.ts';
import type { Chunk, ChunkReader, Framing } from './body.ts';
import type { Head } from './head.ts';

/** A request and what answered it. */
export interface Exchange {
  /** Position among the conversation's requests, from 1. */
  readonly number: number;
  readonly request: Head | undefined;
  readonly requestRow: number | undefined;
  responseRow: number | undefined;
}

/** What the tree needs to know about a message. */
export interface HttpMessage {
  /** Undefined for bytes that continue a message whose beginning is not in the capture. */
  readonly head: Head | undefined;
  readonly framing: Framing;
  readonly chunks: readonly Chunk[];
  readonly exchange: Exchange | undefined;
  /** The conversation; its number of requests is known only at its end. */
  readonly state: HttpState;
}

/** One end's message that is not complete yet. */
export interface OpenMessage {
  head: Head | undefined;
  framing: Framing;
  method: string;
  chunks: ChunkReader | undefined;
  /** Bytes already searched for the end of the head. */
  searched: number;
}

/** One conversation while it is cut. */
export interface HttpState {
  readonly context: StreamContext;
  readonly open: [OpenMessage | undefined, OpenMessage | undefined];
  /** Requests without a final response, oldest first. */
  waiting: Exchange[];
  requests: number;
  isHttp: boolean;
}
