/** What the load generator is asked to do, and what it answers: one object of JSON each way. */

/** How the PMU is spoken to. */
export type Transport = 'tcp' | 'tls' | 'websocket';

/** Where the server is, and which process it is. */
export interface Target {
  readonly transport: Transport;
  readonly port: number;
  readonly pid: number;
}

/** One load; sizes are in bytes, times in seconds. */
export type Job = Target &
  (
    | {
        /** All clients connect, then all send the command, then all stay until the server closes. */
        readonly load: 'crowd';
        readonly clients: number;
        /** How many handshakes are going on at a time. */
        readonly width: number;
        readonly messages: number;
        readonly delay: number;
      }
    | {
        /** So many conversations of one message, `width` of them at a time. */
        readonly load: 'churn';
        readonly conversations: number;
        readonly width: number;
      }
    | {
        /** So many floods, `width` of them at a time; each has to be the bytes of `file`. */
        readonly load: 'flood';
        readonly floods: number;
        readonly width: number;
        readonly file: string;
      }
  );

/** What the server's process used, by the kernel's books; proc(5). */
export interface Usage {
  /** Seconds of processor, in user mode and in the kernel. */
  readonly cpu: number;
  /** Bytes of memory that are its own at this moment, and the most that it ever had. */
  readonly memory: number;
  readonly peak: number;
}

/** What came of a load. Times are in milliseconds. */
export interface Outcome {
  /** Conversations that were as they should be, byte for byte, and those that were not. */
  readonly right: number;
  readonly wrong: number;
  /** Of the first wrong one: what was wrong. */
  readonly complaint?: string;
  /** From the first connect() to the last connection that was ready; of a crowd only. */
  readonly connecting: number;
  /** From the first command (of a crowd) or connect() (else) to the last end. */
  readonly talking: number;
  /** How late each message came, ascending; message i is due i delays after the command. */
  readonly lateness: readonly number[];
  /** Before the first connect(), when the crowd was there, and after the last end. */
  readonly rest: Usage;
  readonly full: Usage;
  readonly end: Usage;
}
