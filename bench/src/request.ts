/** What the bench is asked to run: a scene, which is hosts, the actors on them, and what happens when; and the limits. */

/** One file of a program. */
export interface ProgramFile {
  /** Relative to the program's folder, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/** What of this computer a program sees that runs in a folder of it, as it would in a shell there. */
export interface InPlace {
  /**
   * The folder: an absolute path, which is the same in the sandbox. What the program writes there is kept apart. Absent
   * where it runs in /program, on a copy of the folder.
   */
  readonly folder?: string;
  /** Absolute paths of other folders that the program may read: a virtual environment, an interpreter. */
  readonly readable: readonly string[];
}

/** A program that is ready to run: built, if it needs building. */
export interface Program {
  /** Files to put in /program; none for a program that runs in place. */
  readonly files: readonly ProgramFile[];
  /** The command line up to the program's own arguments; paths in it are relative to /program or to the folder in place. */
  readonly command: readonly string[];
  /** The program's whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it runs; absent for /program. */
  readonly inPlace?: InPlace;
}

/** Limits of one program. Their default values and reasons are in limits.ts. */
export interface Limits {
  /** Seconds of real time. */
  readonly wall: number;
  /** Seconds without activity of any program of the scene: no call, no packet of its sockets, no output, no work. */
  readonly idle: number;
  /** Seconds of processor time, of all processes together. */
  readonly cpu: number;
  /** Bytes of resident memory, of all processes together. */
  readonly memory: number;
  /** Processes and threads at a time. */
  readonly processes: number;
  /** Open files of one process. */
  readonly files: number;
  /** Bytes of one file. */
  readonly fileSize: number;
  /** Bytes of all files in /program, /tmp and /dev/shm. */
  readonly disk: number;
  /** Files and folders in /program, /tmp and /dev/shm. */
  readonly inodes: number;
  /** Bytes written to standard output and standard error together. */
  readonly output: number;
}

/** IP families of a network. */
export type Families = 'both' | 'ipv4' | 'ipv6';

/** A host of a scene. Hosts are numbered in the order of the list: the first is 10.0.0.1 and fd00::1. */
export interface SceneHost {
  /** Lower-case letters, digits and hyphens. Programs reach it as `NAME.lab`, and by its other names. */
  readonly name: string;
  readonly names: readonly string[];
  /** Addresses of which families it has. Default `both`. */
  readonly families?: Families;
  /** What `localhost` means there, in this order. Default `both`: ::1 and 127.0.0.1. */
  readonly localhost?: Families;
  /** Which family comes first among the addresses that its programs find for a host's name. Default `ipv4`. */
  readonly first?: Exclude<Families, 'both'>;
  /** MTU of its interface, bytes. Default 1,500. */
  readonly mtu?: number;
  /** Network interfaces: 1, or 2 with 10.0.1.n and fd01::n on the second. Default 1. */
  readonly interfaces?: 1 | 2;
  /** Ports on which it drops what comes, silently, as a firewall does; `all` for every port. */
  readonly silent?: readonly number[] | 'all';
}

/** What an actor is in the scene. A scene ends when its clients have ended; its servers are then ended by Ctrl-C. */
export type Role = 'client' | 'server';

/** What all actors have. */
interface ActorBase {
  /** Unique in the scene. */
  readonly name: string;
  /** Name of its host. */
  readonly host: string;
  /** When it starts; absent: at once. */
  readonly start?: Condition;
}

/** A program of the user. */
export interface ProgramActor extends ActorBase {
  readonly kind: 'program';
  readonly program: Program;
  /** The program's own arguments. */
  readonly arguments: readonly string[];
  /**
   * Standard input: these bytes and then its end; or `open`, for what steps and {@link RunOptions} type, until a step or
   * the user closes it.
   */
  readonly input: Uint8Array | 'open';
  /** Absent: a server is what listens, or binds a UDP port of its own. */
  readonly role?: Role;
  readonly limits: Limits;
}

/** A reference server or client. */
export interface PeerActor extends ActorBase {
  readonly kind: 'peer';
  /** Its name in the catalog of `@wireside/peers`. */
  readonly peer: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A program or a peer of a scene. */
export type SceneActor = ProgramActor | PeerActor;

/** Something that an actor of a scene does, which a step can wait for. */
export type ActorCondition =
  /** An actor listens on a port (any, if absent), or has bound it (UDP); seen in the socket table, never probed. */
  | { readonly event: 'listening'; readonly actor: string; readonly port?: number }
  /** An actor has accepted this many connections (1 if absent). */
  | { readonly event: 'accepted'; readonly actor: string; readonly count?: number }
  /** An actor's connect() has succeeded. */
  | { readonly event: 'connected'; readonly actor: string }
  /** An actor has printed a line that matches a regular expression, on standard output or standard error. */
  | { readonly event: 'printed'; readonly actor: string; readonly line: string }
  /** An actor has ended. */
  | { readonly event: 'ended'; readonly actor: string };

/** Something that happens in a scene, which a step can wait for. */
export type Condition =
  | ActorCondition
  /** Time has passed, s: since the step before, or since the beginning. For what really is about time. */
  | { readonly event: 'pause'; readonly seconds: number }
  /** All of these have happened; a pause among them begins when the ones before it have happened. */
  | { readonly event: 'all'; readonly of: readonly Condition[] }
  /** One of these has happened. */
  | { readonly event: 'any'; readonly of: readonly ActorCondition[] };

/** What a step does. */
export type Action =
  /** Types a line on an actor's standard input; the newline is added. */
  | { readonly action: 'type'; readonly actor: string; readonly line: string }
  /** Closes an actor's standard input. */
  | { readonly action: 'close-input'; readonly actor: string }
  /** Sends a signal to all processes of a program, as a terminal does: `SIGINT` is Ctrl-C. A peer knows only SIGINT. */
  | { readonly action: 'signal'; readonly actor: string; readonly signal: string }
  /** Takes down or up the wire of a host. */
  | { readonly action: 'wire'; readonly host: string; readonly state: 'down' | 'up' }
  /** Ends the scene: clients and servers by Ctrl-C, then by force. */
  | { readonly action: 'end' };

/** A step of a scene. Each waits for its own condition; they do not wait for each other. */
export interface SceneStep {
  readonly when: Condition;
  readonly actions: readonly Action[];
}

/** Which way an impairment works: packets from one host (any, if absent) to one host (all, if absent). */
interface Direction {
  readonly from?: string;
  readonly to?: string;
}

/** Something bad that the network does to packets. The capture sees a packet before it is dropped. */
export type Impairment = Direction &
  (
    | {
        readonly kind: 'loss';
        /** Of the packets each way; the seed decides which. */ readonly percent: number;
      }
    | {
        readonly kind: 'drop';
        /** A display filter, of the fields that the kernel can look at. */
        readonly filter: string;
        /** Which of the packets that match, from 1; absent: all. */
        readonly packets?: readonly number[];
      }
    | { readonly kind: 'delay'; readonly milliseconds: number; readonly jitter?: number }
    | { readonly kind: 'rate'; readonly kilobits: number }
  );

/** Hosts, the actors on them, and what happens when. */
export interface Scene {
  /** At most 8. A scene whose only host is named `localhost` uses that host's lo. */
  readonly hosts: readonly SceneHost[];
  /** In the order in which they are started. */
  readonly actors: readonly SceneActor[];
  readonly steps: readonly SceneStep[];
  readonly impairments: readonly Impairment[];
  /** Whether each host's own view is captured too, in wire-HOST.pcapng. */
  readonly capturesHosts?: boolean;
}

/** One run. */
export interface RunRequest {
  readonly scene: Scene;
  /** The random seed: the same seed repeats the run. */
  readonly seed: string;
  /** The case of a part that this is, if it is one. */
  readonly case?: string;
}

/** Most hosts of a scene. */
export const MAX_HOSTS = 8;
/** Most actors of a scene. */
export const MAX_ACTORS = 32;
