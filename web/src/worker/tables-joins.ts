/** What belongs to a call, a line, an event or a message of a run: found once, by number. */
import type {
  CallRecord,
  Connection,
  Datagram,
  Evidence,
  JoinedDirection,
  MessageRecord,
  Model,
  OutputStream,
  RecordSpan,
  RibbonRow,
  RowBytes,
} from '@wireside/trace';
import { ribbonOf } from '@wireside/trace';

/** Bytes that a call or an event moved, in the stream that they are of. */
export interface Moved {
  readonly connection: Connection;
  readonly direction: JoinedDirection;
  readonly way: RowBytes['direction'];
  readonly role: 'send' | 'receive';
  readonly span: RecordSpan;
}

/** A call or an event that is one end of a datagram. */
export interface MovedDatagram {
  readonly datagram: Datagram;
  readonly role: 'send' | 'receive';
}

/** What was written by one call. */
interface Write {
  /** Offset after its last byte in the output. */
  readonly end: number;
  readonly n: number;
}

type Lane = RecordSpan['lane'];

/** The joins of a run. */
export class Joins {
  readonly model: Model;
  readonly #moved = new Map<string, Moved>();
  readonly #datagrams = new Map<string, MovedDatagram[]>();
  readonly #connections = new Map<number, { connection: Connection; end: 'client' | 'server' }>();
  readonly #writes = new Map<string, readonly Write[]>();
  readonly #ribbons = new Map<JoinedDirection, ReadonlyMap<number, RibbonRow>>();

  constructor(model: Model) {
    this.model = model;
    for (const connection of model.connections) {
      for (const way of ['toServer', 'toClient'] as const) this.#keepDirection(connection, way);
      for (const end of ['client', 'server'] as const) {
        for (const n of connection.seenBy(end).calls) this.#connections.set(n, { connection, end });
      }
    }
    for (const datagram of model.datagrams) {
      if (datagram.send !== undefined) this.#keepDatagram(datagram.send, { datagram, role: 'send' });
      for (const { receive } of datagram.to) {
        if (receive !== undefined) this.#keepDatagram(receive, { datagram, role: 'receive' });
      }
    }
  }

  /** The bytes of TCP that a call or an event moved; undefined for others. */
  moved(lane: Lane, n: number): Moved | undefined {
    return this.#moved.get(`${lane} ${n}`);
  }

  /** The datagrams that a call or an event sent or received. */
  datagrams(lane: Lane, n: number): readonly MovedDatagram[] {
    return this.#datagrams.get(`${lane} ${n}`) ?? [];
  }

  /** The connection on which a call was made, whatever it did. */
  connectionOf(n: number): { connection: Connection; end: 'client' | 'server' } | undefined {
    return this.#connections.get(n);
  }

  /** The same bytes for the highlight of the page. */
  bytesOf(lane: Lane, n: number): RowBytes | undefined {
    const moved = this.moved(lane, n);
    if (moved === undefined || moved.span.length === 0) return undefined;
    const { offset, length } = moved.span;
    return { offset, length, stream: moved.connection.stream, direction: moved.way };
  }

  /** The call that wrote a byte of an output; undefined where others may have written to it too. */
  writer(actor: string, stream: OutputStream, offset: number): number | undefined {
    const key = `${stream} ${actor}`;
    let writes = this.#writes.get(key);
    if (writes === undefined) this.#writes.set(key, (writes = this.#writesOf(actor, stream)));
    return writes.find(({ end }) => end > offset)?.n;
  }

  /** What became of an announced message; undefined where it is not known. */
  ribbonRow(record: MessageRecord): RibbonRow | undefined {
    const direction = this.#directionFrom(record);
    if (direction === undefined) return undefined;
    let rows = this.#ribbons.get(direction.direction);
    if (rows === undefined) {
      const ribbon = ribbonOf(direction.direction, direction.connection.stream, this.model.resent.lost);
      rows = new Map(ribbon.rows.map((row) => [row.message, row]));
      this.#ribbons.set(direction.direction, rows);
    }
    return rows.get(record.message);
  }

  /** The directions whose receiver is an actor: what it printed may be their messages. */
  directionsTo(actor: string): readonly JoinedDirection[] {
    return this.model.connectionsOf(actor).map(({ incoming }) => incoming);
  }

  #directionFrom(record: MessageRecord): { direction: JoinedDirection; connection: Connection } | undefined {
    for (const { connection, outgoing, local, remote } of this.model.connectionsOf(record.actor)) {
      if (local === record.local && remote === record.remote) return { direction: outgoing, connection };
    }
    return undefined;
  }

  #keepDirection(connection: Connection, way: RowBytes['direction']): void {
    const direction = connection[way];
    for (const role of ['send', 'receive'] as const) {
      const spans = role === 'send' ? [...direction.sends, ...direction.carriedSends] : direction.receives;
      for (const span of spans) {
        this.#moved.set(`${span.lane} ${span.n}`, { connection, direction, way, role, span });
      }
    }
  }

  #keepDatagram({ lane, n }: RecordSpan, moved: MovedDatagram): void {
    const key = `${lane} ${n}`;
    const own = this.#datagrams.get(key);
    if (own === undefined) this.#datagrams.set(key, [moved]);
    else own.push(moved);
  }

  #writesOf(actor: string, stream: OutputStream): readonly Write[] {
    const fd = stream === 'stdout' ? 1 : 2;
    const calls = this.model
      .callsOf(actor)
      .filter(({ kind, fd: own, ret = 0 }) => kind === 'output' && own === fd && ret > 0);
    const { bytes, dropped } = this.model.output(stream, actor);
    const written = calls.reduce((sum, { ret = 0 }) => sum + ret, 0);
    // Other calls may have written to it: sendfile, or a descriptor that was duplicated.
    if (written !== bytes.length + dropped) return [];
    let end = 0;
    return calls.map(({ n, ret = 0 }) => ({ n, end: (end += ret) }));
  }
}

/** What points at a call or an event. */
export function evidenceOfSpan({ lane, n }: Pick<RecordSpan, 'lane' | 'n'>): Evidence {
  return lane === 'calls' ? { call: n } : { peer: n };
}

/** What points at a line of standard output. */
export function evidenceOfLine(model: Model, line: number, actor: string): Evidence {
  return actor === model.program.name ? { line } : { line, actor };
}

/** Bytes that a call moved, or tried to; undefined for calls that move none. */
export function sizeOf({ kind, ret, error }: CallRecord): number | undefined {
  const isMoving = kind === 'send' || kind === 'receive' || kind === 'input' || kind === 'output';
  return isMoving && error === undefined ? ret : undefined;
}
