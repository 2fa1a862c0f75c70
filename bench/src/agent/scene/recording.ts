/** Records what happens in a scene: fills the lanes, within bounds, and passes on what the user sees live. */
import type { PeerEvent, PeerMessage } from '@wireside/peers';
import type { LookupRecord, OutputRecord, OutputStream } from '@wireside/trace';
import { realtime } from '../clock.ts';
import { LaneWriter } from '../lanes.ts';
import type { Unnumbered } from '../lanes.ts';
import { LineSplitter } from '../lines.ts';
import type { RunNews } from '../messages.ts';
import type { Network } from '../network.ts';
import { OutputRecorder } from '../output.ts';
import { readSocketTable } from '../socket-table.ts';
import type { SceneEvent } from './engine.ts';

/** Maximum numbers kept in a lane. A program that opens sixty thousand connections causes as many events. */
const MOST = { events: 100_000, messages: 100_000, lookups: 10_000 };
/** Accepts and listens after which they no longer have the socket tables read, which takes time. */
const MAX_TABLES = 50;

/** What a recording needs. */
export interface RecordingOptions {
  readonly network: Network;
  /** Names of the captured network devices. */
  readonly interfaces: readonly string[];
  /** Whether someone sees the output live. */
  readonly isLive: boolean;
  onNews(news: RunNews): void;
  /** An actor printed a line. */
  onLine(actor: string, line: Uint8Array): void;
}

/** The outputs of a client of ours. */
interface ClientOutput {
  readonly recorder: OutputRecorder;
  readonly lines: LineSplitter;
}

/** The recording of a scene. */
export class Recording {
  readonly lanes: LaneWriter;
  /** When a peer was last active, µs since the epoch. */
  lastPeerActivity = realtime();
  readonly #options: RecordingOptions;
  readonly #counts = { events: 0, messages: 0, lookups: 0 };
  readonly #outputs = new Map<string, ClientOutput>();
  #tables = 0;

  constructor(options: RecordingOptions) {
    const { onNews, interfaces } = options;
    this.#options = options;
    this.lanes = new LaneWriter((file, bytes) => onNews({ type: 'append', file, bytes }), interfaces);
  }

  /** Records what the scene did. */
  event(event: SceneEvent): void {
    const record = { at: realtime(), ...event };
    this.lanes.record('scene', record);
    this.#options.onNews({ type: 'scene', event: record });
  }

  /** Records a peer's event. */
  peerEvent(actor: string, event: PeerEvent): void {
    this.lastPeerActivity = event.at;
    if (++this.#counts.events <= MOST.events) this.lanes.record('peer', byActor(actor, event));
  }

  /** Records a peer's message. */
  message(actor: string, message: PeerMessage): void {
    if (++this.#counts.messages <= MOST.messages) this.lanes.record('messages', byActor(actor, message));
  }

  /** Records a lookup. */
  lookup(record: Unnumbered<LookupRecord>): void {
    if (++this.#counts.lookups <= MOST.lookups) this.lanes.record('lookups', record);
  }

  /** Records a piece of output. */
  output(record: Unnumbered<OutputRecord>): void {
    this.lanes.record('output', record);
    const { actor, stream, text, base64 } = record;
    if (!this.#options.isLive || (text === undefined && base64 === undefined)) return;
    const bytes = text === undefined ? Buffer.from(base64!, 'base64') : Buffer.from(text);
    this.#options.onNews({ type: 'output', actor, stream, bytes });
  }

  /** Records what a client of ours prints. */
  clientOutput(actor: string, stream: OutputStream, bytes: Uint8Array): void {
    this.lastPeerActivity = realtime();
    const key = `${actor} ${stream}`;
    let output = this.#outputs.get(key);
    if (output === undefined) {
      output = {
        recorder: new OutputRecorder(actor, stream, (record) => this.output(record)),
        lines: new LineSplitter((line) => this.#options.onLine(actor, line)),
      };
      this.#outputs.set(key, output);
    }
    output.recorder.write(Buffer.from(bytes));
    output.lines.write(Buffer.from(bytes));
  }

  /** Records the rest of what a client of ours printed. */
  endClient(actor: string): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const output = this.#outputs.get(`${actor} ${stream}`);
      output?.recorder.end();
      output?.lines.end();
      this.#outputs.delete(`${actor} ${stream}`);
    }
  }

  /** Records the socket tables of all hosts, without the network's own name server; `moment` says why. */
  sockets(moment: string): void {
    const { hosts, nameServer } = this.#options.network;
    const own = nameServer.includes(':') ? `[${nameServer}]:53` : `${nameServer}:53`;
    for (const { description, process } of hosts) {
      const at = realtime();
      for (const row of readSocketTable(process)) {
        if (row.local === own) continue;
        this.lanes.record('sockets', { at, moment, host: description.name, ...row });
      }
    }
  }

  /** The same at what may happen often. */
  socketsWithin(moment: string): void {
    if (++this.#tables <= MAX_TABLES) this.sockets(moment);
  }

  /** Faults for what was not kept. */
  faults(): string[] {
    const lost = (what: keyof typeof MOST, words: string): string[] => {
      const count = this.#counts[what] - MOST[what];
      return count > 0 ? [`${count} ${words} were not kept`] : [];
    };
    return [...lost('events', 'events of the peers'), ...lost('messages', 'messages of the peers')];
  }

  /** What is missing because a program caused too much of it, as sentences: no fault of the bench. */
  missing(): string[] {
    const count = this.#counts.lookups - MOST.lookups;
    return count > 0 ? [`${count} lookups are not in the trace: it keeps the first ${MOST.lookups}.`] : [];
  }
}

/** What a peer reports has its name in the catalog; a record has the actor. */
function byActor<T extends { readonly peer: string }>(
  actor: string,
  { peer, ...report }: T,
): Omit<T, 'peer'> & { readonly actor: string } {
  void peer;
  return { ...report, actor };
}
