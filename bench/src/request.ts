/** What the bench is asked to run: the program, its peers, the network between them and the limits. */
import type { HostName } from '@wireside/trace';

/** One file of a program; paths are relative, with `/`. */
export interface ProgramFile {
  path: string;
  bytes: Uint8Array;
  executable: boolean;
}

/** A program ready to run: its files (built, if it needed building) and the command that starts it. */
export interface Program {
  files: ProgramFile[];
  /** Command line up to the program's own arguments; paths in it are seen from /program. */
  command: string[];
  /** All of its environment. */
  environment: Record<string, string>;
}

/** A reference program to run at the other end. */
export interface PeerRequest {
  /** Its name in the catalogue of `@wireside/peers`. */
  name: string;
  options: Record<string, unknown>;
}

/** Limits of one run; see `limits.ts` for the defaults and their reasons. */
export interface Limits {
  /** Seconds by the clock on the wall. */
  wall: number;
  /** Seconds in which nothing happens: no call, no packet, no output, no work. */
  idle: number;
  /** Seconds of processor time, all processes together. */
  cpu: number;
  /** Bytes of resident memory, all processes together. */
  memory: number;
  /** Processes and threads at one time. */
  processes: number;
  /** Open files of one process. */
  files: number;
  /** Bytes of one file. */
  fileSize: number;
  /** Bytes of all files in /program, /tmp and /dev/shm. */
  disk: number;
  /** Files and folders in /program, /tmp and /dev/shm. */
  inodes: number;
  /** Bytes written to standard output and standard error together. */
  output: number;
}

export interface RunRequest {
  program: Program;
  arguments: string[];
  /** Standard input; it is at its end after these bytes. */
  input: Uint8Array;
  /** `wire`: two hosts and a wire. `localhost`: one host, its own lo. */
  network: 'wire' | 'localhost';
  /** Further names for the hosts' addresses, as in /etc/hosts. */
  names: { name: string; host: HostName }[];
  /** Percent of the packets lost in each direction, chosen by the seed. */
  loss: number;
  peers: PeerRequest[];
  limits: Limits;
  seed: string;
  case?: string;
}
