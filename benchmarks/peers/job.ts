/** The load generator's job and its outcome, each one JSON object. */

/** The protocol below the PMU's. */
export type Transport = 'tcp' | 'tls' | 'websocket';

/** The server: its port and its process. */
export interface Target {
  readonly transport: Transport;
  readonly port: number;
  readonly pid: number;
}

/** One load. Times are in seconds. */
export type Job = Target &
  (
    | {
        /** All clients connect, then all send the command, then all wait until the server closes. */
        readonly load: 'crowd';
        readonly clients: number;
        /** Handshakes in parallel. */
        readonly width: number;
        readonly messages: number;
        readonly delay: number;
      }
    | {
        /** Conversations of one message, `width` of them in parallel. */
        readonly load: 'churn';
        readonly conversations: number;
        readonly width: number;
      }
    | {
        /** Floods, `width` of them in parallel. Each must be the bytes of `file`. */
        readonly load: 'flood';
        readonly floods: number;
        readonly width: number;
        readonly file: string;
      }
  );

/** What the server's process used so far; proc(5). */
export interface Usage {
  /** Seconds of processor time, in user mode and in the kernel. */
  readonly cpu: number;
  /** Bytes of resident memory now, and at most so far. */
  readonly memory: number;
  readonly peak: number;
}

/** How a load went. Times are in milliseconds. */
export interface Outcome {
  /** Conversations that were correct, byte for byte, and those that were not. */
  readonly correct: number;
  readonly failed: number;
  /** What was wrong with the first one that failed. */
  readonly error?: string;
  /** Of a crowd: from the first connect() until the last connection was ready. */
  readonly connecting: number;
  /** From the first command (of a crowd) or connect() (of others) to the end of the last conversation. */
  readonly talking: number;
  /** How late each message was, in ascending order. Message i is due i delays after the command. */
  readonly lateness: readonly number[];
  /** Before the first connect(), with the whole crowd connected, and after the last conversation. */
  readonly idle: Usage;
  readonly full: Usage;
  readonly end: Usage;
}
