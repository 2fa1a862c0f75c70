/** A TCP connection of a run: its two ends, and the join of each direction. */
import type { Capture, TcpStream } from '@wireside/wire';
import { ACK, endpointText, SYN, TRAITS } from '@wireside/wire';
import type { EndRecords, RecordsOf } from './by-connection.ts';
import type { ConnectionTls } from './carried.ts';
import { connectionTls } from './carried.ts';
import { JoinedDirection } from './direction.ts';
import type { PeerRecord } from './format.ts';
import type { ConnectionEnd } from './join.ts';
import type { OutputLine } from './output.ts';

/** A connection as one of its ends sees it. */
export interface ActorConnection {
  readonly connection: Connection;
  /** Whether this end opened it. */
  readonly isClient: boolean;
  /** This end as `address:port`, IPv6 in brackets. */
  readonly local: string;
  /** The other end. */
  readonly remote: string;
  readonly outgoing: JoinedDirection;
  readonly incoming: JoinedDirection;
  /** Numbers of this end's calls on it, whatever they did. */
  readonly calls: readonly number[];
  /** The records of the other end, if that is a peer's; empty if the peer did not see the connection. */
  readonly records: readonly PeerRecord[];
}

/** Returns the lines of an actor's standard output. */
type LinesOf = (actor: string) => readonly OutputLine[];

/** A TCP connection between any two ends. */
export class Connection {
  /** tcp.stream of the capture. */
  readonly stream: number;
  /** The end that opened it. */
  readonly client: ConnectionEnd;
  readonly server: ConnectionEnd;
  readonly toServer: JoinedDirection;
  readonly toClient: JoinedDirection;
  /** The stream in the capture. */
  readonly tcp: TcpStream;
  readonly #capture: Capture;
  #tls: ConnectionTls | false | undefined;
  readonly #records: { readonly client: EndRecords; readonly server: EndRecords };

  /** @param recordsOf finds what the trace has of an end. */
  constructor(capture: Capture, tcp: TcpStream, recordsOf: RecordsOf, linesOf: LinesOf) {
    const [atClient, atServer] = [endpointText(tcp.client), endpointText(tcp.server)];
    const client = recordsOf(atClient, atServer, openedAt(capture, tcp));
    const server = recordsOf(atServer, atClient);
    this.stream = tcp.id;
    this.tcp = tcp;
    this.#capture = capture;
    this.client = connectionEnd(atClient, client);
    this.server = connectionEnd(atServer, server);
    this.toServer = new JoinedDirection(
      { way: 'toServer', from: this.client, to: this.server, sender: client, receiver: server },
      { capture, tcp },
      linesAt(this.server, linesOf),
    );
    this.toClient = new JoinedDirection(
      { way: 'toClient', from: this.server, to: this.client, sender: server, receiver: client },
      { capture, tcp },
      linesAt(this.client, linesOf),
    );
    this.#records = { client, server };
  }

  /**
   * TLS of this connection; undefined if it has none. Application data is decrypted if the capture holds the secrets and
   * `decryptCapture` was called before.
   */
  get tls(): ConnectionTls | undefined {
    this.#tls ??= connectionTls(this.#capture, this.tcp) ?? false;
    return this.#tls === false ? undefined : this.#tls;
  }

  /** How one of its ends sees it. */
  seenBy(end: 'client' | 'server'): ActorConnection {
    const isClient = end === 'client';
    const own = this.#records[end];
    const other = this.#records[isClient ? 'server' : 'client'];
    return {
      connection: this,
      isClient,
      local: this[end].endpoint,
      remote: this[isClient ? 'server' : 'client'].endpoint,
      outgoing: isClient ? this.toServer : this.toClient,
      incoming: isClient ? this.toClient : this.toServer,
      calls: own.calls.map(({ n }) => n),
      records: other.records,
    };
  }
}

/** When the client sent its SYN; undefined if the capture does not have it. */
function openedAt(capture: Capture, { rows }: TcpStream): number | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const isSyn = (capture.table.flags[first]! & (SYN | ACK)) === SYN;
  return isSyn && (capture.table.traits[first]! & TRAITS.fromClient) !== 0 ? capture.time(first) : undefined;
}

function connectionEnd(endpoint: string, { host, actor }: EndRecords): ConnectionEnd {
  return {
    endpoint,
    ...(host === undefined ? {} : { host }),
    ...(actor === undefined ? {} : { actor }),
  };
}

/** The lines of the actor at an end; none where it is not known. */
function linesAt({ actor }: ConnectionEnd, linesOf: LinesOf): () => readonly OutputLine[] {
  return () => (actor === undefined ? [] : linesOf(actor));
}
