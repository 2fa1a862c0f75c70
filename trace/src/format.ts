/**
 * The run folder's format, version 2: the types of run.json and of each line of the lanes. Version 1, which knew one
 * program and its peers, is brought into this form when it is read; see upgrade.ts.
 */

/** The version that is written now; readers accept it and all earlier ones. */
export const TRACE_VERSION = 2;

/** The lanes: files of one JSON object per line. The first line of each is a {@link LaneHeader}. */
export const LANES = ['calls', 'output', 'peer', 'sockets', 'messages', 'lookups', 'scene'] as const;

/** Name of a lane; its file is `<name>.ndjson`. */
export type Lane = (typeof LANES)[number];

/** What each lane holds. */
export interface LaneRecords {
  readonly calls: CallRecord;
  readonly output: OutputRecord;
  readonly peer: PeerRecord;
  readonly sockets: SocketRecord;
  readonly messages: MessageRecord;
  readonly lookups: LookupRecord;
  readonly scene: SceneRecord;
}

/** First line of a lane. Both clocks are read at the same moment, in microseconds. */
export interface LaneHeader {
  readonly lane: Lane;
  readonly version: number;
  /** CLOCK_REALTIME, µs since the epoch. */
  readonly realtime: number;
  /** CLOCK_MONOTONIC, µs. */
  readonly monotonic: number;
}

/** What a call does, whatever its name: read(), recv(), recvmsg() and readv() on a socket all `receive`. */
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
  readonly protocol: string;
  readonly inode?: number;
  readonly local?: string;
  readonly remote?: string;
}

/** One system call of a program; the tracer fills it in as it learns more. */
export interface CallRecord {
  /** Number in the run, from 1; those of one actor are in the order in which its calls began. */
  readonly n: number;
  /** The actor that made it. */
  readonly actor: string;
  /** When it began, µs since the epoch. */
  readonly at: number;
  /** Duration in µs; absent when the call never returned. */
  readonly took?: number;
  /** The actor's processes and threads, from 1 in order of appearance. */
  readonly process: number;
  /**
   * The kernel's name: `recvfrom`, `read`, … (man 2). Two are not calls: `signal` (kind `process`) says that the process
   * got the signal in `args`, `killed` (kind `exit`) that it was killed by it.
   */
  readonly name: string;
  readonly kind: CallKind;
  readonly fd?: number;
  readonly socket?: SocketReference;
  /**
   * The other arguments as text, shortened: `10.0.0.1:5003` of connect, bind and accept; address and flags of what moves
   * bytes (`MSG_PEEK`); `SOL_SOCKET, SO_LINGER, {on, 0}` of an option; `5` of listen; `SHUT_WR` of shutdown.
   */
  readonly args?: string;
  /** Size of a receive's buffer, or of what a send was given. */
  readonly size?: number;
  /** Bytes of each datagram of a call that moved several (sendmmsg(2), recvmmsg(2)), where `ret` is their number. */
  readonly sizes?: readonly number[];
  /** The first bytes sent or received, with C escapes; `…` at the end means that there were more. */
  readonly data?: string;
  /** Return value; absent when the call never returned. */
  readonly ret?: number;
  /** `ECONNREFUSED`, … (man 3 errno). */
  readonly error?: string;
  /** How many identical calls in a row this record stands for (`ret` is their sum); absent means one. */
  readonly times?: number;
}

/** Standard output or standard error. */
export type OutputStream = 'stdout' | 'stderr';

/** Bytes that an actor wrote to one of its outputs: a program, or a client of ours. */
export interface OutputRecord {
  readonly n: number;
  readonly at: number;
  readonly actor: string;
  readonly stream: OutputStream;
  /** Offset of the first byte in that stream. */
  readonly offset: number;
  readonly length: number;
  /** The bytes, if they are valid UTF-8. */
  readonly text?: string;
  /** The bytes in base64, if they are not. */
  readonly base64?: string;
  /** These bytes were read but not kept; the record then has neither text nor base64. */
  readonly dropped?: true;
}

/** What a peer saw or did, with the fields of the peer's own events. */
export interface PeerRecord {
  readonly n: number;
  readonly at: number;
  /** The actor. */
  readonly actor: string;
  readonly event: string;
  readonly connection?: number;
  readonly local?: string;
  readonly remote?: string;
  readonly offset?: number;
  readonly length?: number;
  readonly data?: string;
  readonly message?: number;
  readonly note?: string;
}

/** What carries messages that are not bytes of TCP itself. */
export type MessageCarrier = 'tls' | 'websocket' | 'tls+websocket' | 'udp';

/**
 * One message of a peer: a span of the stream that it sends on a connection, announced before its first byte is sent. The
 * other end may never receive it. Older runs do not have this lane.
 */
export interface MessageRecord {
  readonly n: number;
  /** µs since the epoch. */
  readonly at: number;
  /** The actor that sends it. */
  readonly actor: string;
  /** The actor's number for the connection, as in {@link PeerRecord}. */
  readonly connection: number;
  /** The actor's end and the other, as `address:port`. */
  readonly local: string;
  readonly remote: string;
  /** Number of the message, from 0. */
  readonly message: number;
  /** Where it begins in the stream of what carries it: of the bytes inside TLS, or of the payloads of WebSocket. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  /** The whole text; absent if it is long. A flood is one message without a text. */
  readonly text?: string;
  /** What carries it; absent for TCP itself. */
  readonly over?: MessageCarrier;
}

/** A question to the name server of the network, and its answer. */
export interface LookupRecord {
  readonly n: number;
  /** When the question came, µs since the epoch. */
  readonly at: number;
  /** The end that asked, as `address:port`. */
  readonly remote: string;
  /** The name in question, without its last dot. */
  readonly name: string;
  /** `A`, `AAAA`, … */
  readonly type: string;
  /** Addresses; empty with `NOERROR` for a name without addresses of this type. */
  readonly answer: readonly string[];
  /** `NOERROR`, `NXDOMAIN`, … (RFC 1035, 4.1.1; RFC 2136, 2.2). */
  readonly code: string;
}

/**
 * Something that the scene did: it started an actor, typed a line, sent a signal, took down a wire. `missed` is what it
 * was to do and did not: what it waited for did not happen, or the actor had ended.
 */
export interface SceneRecord {
  readonly n: number;
  /** µs since the epoch. */
  readonly at: number;
  readonly event:
    'start' | 'ended' | 'type' | 'close-input' | 'signal' | 'wire-down' | 'wire-up' | 'missed' | 'end';
  readonly actor?: string;
  readonly host?: string;
  /** The line that was typed, the signal's name, or what was missed and why. */
  readonly text?: string;
}

/** One row of the socket table of a host. States are named as ss(8) and netstat(8) do. */
export interface SocketRecord {
  readonly n: number;
  readonly at: number;
  /** Why the table was read: `start`, `accept`, `end`, … */
  readonly moment: string;
  readonly host: string;
  readonly protocol: 'tcp' | 'tcp6' | 'udp' | 'udp6';
  readonly local: string;
  readonly remote: string;
  readonly state: string;
  readonly receiveQueue: number;
  readonly sendQueue: number;
}

/** The limits that can end a run. */
export type LimitName = 'wall' | 'idle' | 'cpu' | 'memory' | 'processes' | 'disk' | 'files' | 'output';

/** How an actor ended. */
export interface RunEnd {
  /**
   * `exited` by itself, killed by a `signal`, stopped at a `limit`, or `stopped`: by the user, or because the scene was
   * over.
   */
  readonly reason: 'exited' | 'signal' | 'limit' | 'stopped';
  readonly code?: number;
  readonly signal?: string;
  readonly limit?: LimitName;
  /** µs since the epoch. */
  readonly at: number;
  /** The call that had not returned when the program was stopped, if any. */
  readonly waitingIn?: string;
  /** On what that call waited: `10.0.0.2:41234 -> 10.0.0.1:5003`, `0.0.0.0:5000`, `standard input`, … */
  readonly waitingOn?: string;
  /** Limits that refused the program something while it ran (a process, space for a file) without ending it. */
  readonly refused?: readonly LimitName[];
}

/** A host of a run, with its addresses. */
export interface HostDescription {
  /** Unique in the run. */
  readonly name: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  /** Addresses of a second interface, and others that it answers to. */
  readonly more?: readonly string[];
  readonly mac?: string;
  /** Host names by which programs can reach this host. */
  readonly names: readonly string[];
}

/** What an actor is in a scene: a scene is over when its clients have ended. */
export type ActorRole = 'client' | 'server';

/** What all actors have. */
interface ActorBase {
  /** Unique in the run. */
  readonly name: string;
  /** Name of its host. */
  readonly host: string;
  /** Absent while it is not known. */
  readonly role?: ActorRole;
  /** When it started, µs since the epoch; absent if it never did. */
  readonly startedAt?: number;
  /** Absent while it runs, and for a server of ours that was closed with the scene. */
  readonly ended?: RunEnd;
}

/** A program that the user wrote or chose, with its calls and its output in the lanes. */
export interface ProgramDescription extends ActorBase {
  readonly kind: 'program';
  /** Command line inside the sandbox, or where it stands. */
  readonly command: readonly string[];
  /** Files of the program, relative to program/. */
  readonly files: readonly string[];
  /** The folder in which it ran, if that is one of this computer's. */
  readonly folder?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, number>>;
  /** Peak usage. */
  readonly usage?: { readonly cpu: number; readonly memory: number; readonly processes: number };
  /** Files that it wrote in its folder, relative to files/ACTOR/ in the run folder. */
  readonly wrote?: readonly string[];
}

/** A reference server or client, with its events in the lane `peer`. */
export interface PeerDescription extends ActorBase {
  readonly kind: 'peer';
  /** Its name in the catalog. */
  readonly peer: string;
  /** Where it listens; absent for a client. */
  readonly address?: string;
  readonly port?: number;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A program or a peer of a run. */
export type ActorDescription = ProgramDescription | PeerDescription;

/** Something bad that the network did to packets on purpose. */
export interface ImpairmentDescription {
  readonly kind: 'loss' | 'drop' | 'delay' | 'rate';
  /** Names of hosts; absent for any. */
  readonly from?: string;
  readonly to?: string;
  /** In words: `10 %`, `packet 3 of tcp.len > 0`, `40 ms`. */
  readonly text: string;
  /** Packets that it dropped. */
  readonly dropped?: number;
}

/** run.json: everything about a run that is not a lane. */
export interface RunDescription {
  readonly version: number;
  readonly id: string;
  /** The case that was run, if any. */
  readonly case?: string;
  readonly seed: string;
  /**
   * `wire`: hosts of its own on a network of its own. `localhost`: one such host and its loopback device. `real`: where
   * the program stands, on the real network.
   */
  readonly network: 'wire' | 'localhost' | 'real';
  /** In the order of their addresses. */
  readonly hosts: readonly HostDescription[];
  /** In the order of the scene. */
  readonly actors: readonly ActorDescription[];
  readonly impairments: readonly ImpairmentDescription[];
  /** Both clocks at the beginning, µs. */
  readonly started: { readonly realtime: number; readonly monotonic: number };
  /** When the last actor had ended, µs since the epoch; absent while the run is under way. */
  readonly endedAt?: number;
  /** How many packets were captured, and how many the kernel dropped because tcpdump was too slow. */
  readonly capture?: {
    readonly packets: number;
    readonly dropped: number;
    readonly interfaces: readonly string[];
  };
  /**
   * What the trace does not have, each as a sentence; not faults: what a recording could not have, with the command that
   * fixes it; an actor of a scene that never started, because what it waits for did not happen;
   * lookups beyond those that are kept.
   */
  readonly missing?: readonly string[];
  /** What went wrong in the bench, not in a program; any of these makes the run inconclusive. */
  readonly faults: readonly string[];
  /** Versions of the tools that recorded the run. */
  readonly tools: Readonly<Record<string, string>>;
}
