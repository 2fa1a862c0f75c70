/** The run folder's format, version 1: the types of run.json and of each line of the lanes. */

/** Version written today; readers accept every version up to this one. */
export const TRACE_VERSION = 1;

/** The lanes kept as one JSON object a line; the first line of each file is a {@link LaneHeader}. */
export const LANES = ['calls', 'output', 'peer', 'sockets'] as const;
export type Lane = (typeof LANES)[number];

/** First line of a lane. Both clocks are read at the same moment, in microseconds. */
export interface LaneHeader {
  lane: Lane;
  version: number;
  /** CLOCK_REALTIME, µs since the epoch. */
  realtime: number;
  /** CLOCK_MONOTONIC, µs. */
  monotonic: number;
}

/** What a call is for, whatever its name: read(), recv(), recvmsg() and readv() on a socket all `receive`. */
export type CallKind =
  | 'socket'
  | 'option'
  | 'bind'
  | 'listen'
  | 'accept'
  | 'connect'
  | 'send'
  | 'receive'
  | 'shutdown'
  | 'close'
  | 'wait'
  | 'input'
  | 'output'
  | 'process'
  | 'exit'
  | 'other';

/** A socket as the kernel knew it when the call was made. Endpoints are `address:port`, IPv6 in brackets. */
export interface SocketReference {
  /** `TCP`, `TCPv6`, `UDP`, `UDPv6`, `UNIX`, … as the kernel names the protocol. */
  protocol: string;
  inode?: number;
  local?: string;
  remote?: string;
}

/** One system call of the program. */
export interface CallRecord {
  /** Number in the run, from 1, in order of their beginning. */
  n: number;
  /** Beginning, µs since the epoch. */
  at: number;
  /** Duration in µs; null when the call never returned. */
  took: number | null;
  /** The program's processes and threads, from 1 in order of appearance. */
  process: number;
  /** The kernel's name: `recvfrom`, `read`, … (man 2). */
  name: string;
  kind: CallKind;
  fd?: number;
  socket?: SocketReference;
  /** The other arguments as text, shortened. */
  args?: string;
  /** Bytes that a receive had room for, or that a send was given. */
  size?: number;
  /** Beginning of the bytes sent or received, with C escapes; `…` at its end means that there were more. */
  data?: string;
  /** Return value; null when the call never returned. */
  ret: number | null;
  /** `ECONNREFUSED`, … (man 3 errno). */
  error?: string;
  /** How many equal calls in a row this record stands for (`ret` is their sum); absent means one. */
  times?: number;
}

/** Bytes that the program wrote to one of its outputs. */
export interface OutputRecord {
  n: number;
  at: number;
  stream: 'stdout' | 'stderr';
  /** Offset of the first byte in that stream. */
  offset: number;
  length: number;
  /** The bytes, when they are valid UTF-8. */
  text?: string;
  /** The bytes in base64, when they are not. */
  base64?: string;
  /** Bytes that were drained but not kept; this record then has neither text nor base64. */
  dropped?: true;
}

/** What a peer saw or did; the same fields as the peer's own events. */
export interface PeerRecord {
  n: number;
  at: number;
  peer: string;
  event: string;
  connection?: number;
  local?: string;
  remote?: string;
  offset?: number;
  length?: number;
  data?: string;
  message?: number;
  note?: string;
}

/** One row of the socket table of a host. States are named as ss(8) and netstat(8) do. */
export interface SocketRecord {
  n: number;
  at: number;
  /** Why the table was read: `start`, `accept`, `end`, … */
  moment: string;
  host: HostName;
  protocol: 'tcp' | 'tcp6' | 'udp' | 'udp6';
  local: string;
  remote: string;
  state: string;
  receiveQueue: number;
  sendQueue: number;
}

export type HostName = 'station' | 'server';

/** Names of the limits that can end a run. */
export type LimitName = 'wall' | 'idle' | 'cpu' | 'memory' | 'processes' | 'disk' | 'files' | 'output';

/** How the program ended. */
export interface RunEnd {
  /** `exited` by itself, `signal` that it brought upon itself, `limit` reached, `stopped` by the user. */
  reason: 'exited' | 'signal' | 'limit' | 'stopped';
  code?: number;
  signal?: string;
  limit?: LimitName;
  /** µs since the epoch. */
  at: number;
  /** What the program was doing when it was ended: the call that had not returned, if any. */
  waitingIn?: string;
  /** Limits that refused the program something while it ran (a process, room for a file), without ending it. */
  refused?: LimitName[];
}

export interface HostDescription {
  name: HostName;
  ipv4?: string;
  ipv6?: string;
  /** Names under which the program can reach this host. */
  names: string[];
}

/** run.json: everything about a run that is not a lane. */
export interface RunDescription {
  version: number;
  id: string;
  /** Command line inside the sandbox. */
  command: string[];
  /** Files of the program, relative to program/. */
  files: string[];
  /** Case that was run, if any. */
  case?: string;
  seed: string;
  network: 'wire' | 'localhost';
  hosts: HostDescription[];
  peers: { name: string; host: HostName; address: string; port: number; options: Record<string, unknown> }[];
  loss?: { percent: number; dropped: number };
  started: { realtime: number; monotonic: number };
  /** Absent while the run is under way. */
  ended?: RunEnd;
  limits: Record<string, number>;
  environment: Record<string, string>;
  capture?: { packets: number; dropped: number; interfaces: string[] };
  usage?: { cpu: number; memory: number; processes: number };
  /** Faults of the bench, each of which makes the run inconclusive. */
  faults: string[];
  tools: Record<string, string>;
}
