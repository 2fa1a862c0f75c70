/**
 * What is open, as the page asks about it. It lives in a worker; each public method answers one question, with data that
 * can be copied to the page.
 */
import type { RecordedVerdict } from '@wireside/judge';
import type { Evidence, LadderRow, RunDescription } from '@wireside/trace';
import type { Completion, Why } from '@wireside/wire';
import { completeField, why } from '@wireside/wire';
import { breath } from './breath.ts';
import type { ComparedRow, CompareHead, CompareView } from './compare.ts';
import { Comparison } from './compare.ts';
import type { FoundThing } from './findings.ts';
import { findingsOf } from './findings.ts';
import type { LadderChoice, LadderHead, LadderMark, LadderOutline, LadderPlace } from './ladder.ts';
import { Ladders } from './ladder.ts';
import type { ListChoice, PacketList, PacketRow } from './packets.ts';
import { PacketLists } from './packets.ts';
import type { Graph, GraphChoice } from './graphs.ts';
import { graphOf } from './graphs.ts';
import type { Conversation, FollowChoice, FollowedStream } from './packets-streams.ts';
import { conversations, followed, lifeOf, streamOf } from './packets-streams.ts';
import { cellFilter, packetAsText } from './packets-text.ts';
import type { Opened, Progress } from './read-source.ts';
import { readSource } from './read-source.ts';
import type { RibbonChoice, RibbonStream, StreamRibbon } from './ribbon.ts';
import { ribbonOfStream, ribbonStreams } from './ribbon.ts';
import type { Source } from './source.ts';
import { OpenError } from './source.ts';
import type { Detail } from './tables-detail.ts';
import type { SocketMoment } from './tables-sockets.ts';
import type { FilterKind, TableRow } from './tables-types.ts';
import type { SocketAnswer, TableChoice, TableList } from './tables.ts';
import { Tables } from './tables.ts';
import type { PacketTree } from './tree.ts';
import { treeOf } from './tree.ts';

/** What the page knows of what is open before it asks for more. */
export interface Overview {
  readonly title: string;
  /** Absent for a capture alone. */
  readonly run?: RunDescription;
  readonly verdict?: RecordedVerdict;
  readonly problems: readonly string[];
  readonly packets: number;
  readonly calls: number;
  /** Time of the first packet, µs since the epoch; with a run, the zero of its time axis. */
  readonly start: number;
  /** Number of TCP connections. */
  readonly connections: number;
  /** How far the reading of a capture is; absent when it is whole. */
  readonly reading?: Progress;
}

/** A part of a list. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Names that are offered to complete one. */
const MAX_COMPLETIONS = 50;
/** Maximum number of rows that a question may ask for. */
const MAX_RANGE = 5000;
/** Milliseconds between two reports of how far the reading is. */
const SAY_EVERY = 250;

/** What is open. */
export class Session {
  #opened: Opened | undefined;
  #opens = 0;
  #ladders: Ladders | undefined;
  #packetLists: PacketLists | undefined;
  #reading: Progress | undefined;
  #ofRun: Tables | undefined;
  #comparison: Comparison | undefined;

  /**
   * Opens a source; what was open before is closed. Of a large capture only the beginning is there at first.
   * @param progress called until it is open
   * @param grown called when more of it is there, and when it is whole
   * @throws {OpenError} or {TraceError} when it cannot be read
   */
  async open(
    source: Source,
    progress: (progress: Progress) => void = () => {},
    grown: (overview: Overview) => void = () => {},
  ): Promise<Overview> {
    const count = ++this.#opens;
    let said = performance.now();
    let isOpen = false;
    const opened = await readSource(source, (now) => {
      if (isOpen) this.#reading = now;
      if (performance.now() - said < SAY_EVERY) return;
      said = performance.now();
      if (!isOpen) progress(now);
      else if (opened === this.#opened) grown(this.overview());
    });
    // Of two that are opened at the same time, the later one counts.
    if (count !== this.#opens) {
      opened.stop?.();
      throw new OpenError('Something else was opened.', 'Open it again.');
    }
    this.#opened?.stop?.();
    this.#opened = opened;
    const { model, verdict, rest } = opened;
    this.#ladders = model === undefined ? undefined : new Ladders(model, verdict);
    this.#packetLists = undefined;
    this.#reading = undefined;
    if (rest !== undefined) {
      this.#reading = { packets: opened.capture.count, bytes: 0 };
      isOpen = true;
      // The answer to this question comes first.
      void rest.then(breath).then(() => {
        if (this.#opened !== opened) return;
        this.#reading = undefined;
        grown(this.overview());
      });
    }
    return this.overview();
  }

  /** What is open. */
  overview(): Overview {
    const { title, model, capture, verdict, problems } = this.#open;
    return {
      title,
      ...(model === undefined ? {} : { run: model.run }),
      ...(verdict === undefined ? {} : { verdict }),
      problems,
      packets: capture.count,
      calls: model?.trace.calls.length ?? 0,
      start: model?.start ?? (capture.count > 0 ? capture.time(0) : 0),
      connections: capture.tcp.flows.count,
      ...(this.#reading === undefined ? {} : { reading: this.#reading }),
    };
  }

  /** The ladder without its rows; undefined for a capture alone. */
  ladder(choice: LadderChoice): LadderHead | undefined {
    return this.#ladders?.head(choice);
  }

  /** Rows of the ladder. */
  ladderRows({ from, to, ...choice }: LadderChoice & Range): readonly LadderRow[] {
    return this.#ladders?.rows(choice).slice(from, bounded(from, to)) ?? [];
  }

  /** Where the row is that shows some evidence. */
  ladderPlace({ at, ...choice }: LadderChoice & { readonly at: Evidence }): LadderPlace {
    return this.#ladders?.place(choice, at) ?? { place: -1 };
  }

  /** An outline of all rows of the ladder. */
  ladderOutline(choice: LadderChoice): LadderOutline | undefined {
    return this.#ladders?.outline(choice);
  }

  /** What is wrong, at the rows of the ladder. */
  ladderMarks(choice: LadderChoice): readonly LadderMark[] {
    return this.#ladders?.marks(choice, findingsOf(this.#open)) ?? [];
  }

  /** The streams that have a ribbon. */
  ribbonStreams(): readonly RibbonStream[] {
    const { model } = this.#open;
    return model === undefined ? [] : ribbonStreams(model);
  }

  /** The ribbon of a stream. */
  ribbon(choice: RibbonChoice): StreamRibbon | undefined {
    const { model } = this.#open;
    return model === undefined ? undefined : ribbonOfStream(model, choice);
  }

  /** How many packets a list has, or what is wrong with its filter. @throws {SupersededError} when another is asked for */
  packetList(choice: ListChoice): Promise<PacketList> {
    return this.#packets.list(choice);
  }

  /** Packets of a list. @param fields names of fields whose values are wanted too */
  packetRows({
    from,
    to,
    fields = [],
    ...choice
  }: ListChoice & Range & { readonly fields?: readonly string[] }): Promise<readonly PacketRow[]> {
    return this.#packets.rows(choice, from, bounded(from, to), fields);
  }

  /** The place of a packet in a list. */
  packetPlace({ n, ...choice }: ListChoice & { readonly n: number }): Promise<number> {
    return this.#packets.place(choice, n);
  }

  /** One packet: the tree of its fields, its bytes, and why it has its marks; undefined for a packet that does not exist. */
  packet({ n }: { readonly n: number }): (PacketTree & { readonly whys: readonly Why[] }) | undefined {
    const { capture } = this.#open;
    if (n < 1 || n > capture.count) return undefined;
    return { ...treeOf(capture, n - 1), whys: why(capture, n - 1) };
  }

  /** One packet as text. */
  packetText({ n }: { readonly n: number }): string {
    return packetAsText(this.#open.capture, n - 1);
  }

  /** The filter that finds packets with the same in a column. */
  cellFilter({ n, column }: { readonly n: number; readonly column: string }): string | undefined {
    return cellFilter(this.#open.capture, n - 1, column);
  }

  /** The conversations of a capture, as far as it was read. */
  conversations(): readonly Conversation[] {
    return conversations(this.#open.capture);
  }

  /** The conversation of a packet: `tcp:3`; undefined if it is in none. */
  streamOf({ n }: { readonly n: number }): string | undefined {
    return streamOf(this.#open.capture, n - 1);
  }

  /** How a TCP connection was opened and closed. */
  streamLife({ stream }: { readonly stream: number }): ReturnType<typeof lifeOf> {
    return lifeOf(this.#open.capture, stream);
  }

  /** What was said in a conversation; undefined if there is no such one. */
  followed(choice: FollowChoice): FollowedStream | undefined {
    return followed(this.#open.capture, choice);
  }

  /** A graph of a TCP connection; undefined if there is no such one. */
  graph(choice: GraphChoice): Graph | undefined {
    return graphOf(this.#open.capture, choice);
  }

  /** Why a packet has its marks. */
  whys({ n }: { readonly n: number }): readonly Why[] {
    return why(this.#open.capture, n - 1);
  }

  /** Fields of packets, or of a table, whose names begin with a text. */
  completions({ kind, prefix }: { kind: FilterKind; prefix: string }): readonly Completion[] {
    return kind === 'packets'
      ? completeField(prefix, this.#open.capture.registry).slice(0, MAX_COMPLETIONS)
      : (this.#tables?.completions(kind, prefix) ?? []);
  }

  /** What is wrong, or suspicious: of a run, or of a whole capture. */
  async findings(): Promise<readonly FoundThing[]> {
    await this.#open.rest;
    return findingsOf(this.#open);
  }

  get #packets(): PacketLists {
    return (this.#packetLists ??= new PacketLists(this.#open.capture));
  }

  /** How many rows a table has. */
  table(choice: TableChoice): TableList {
    return this.#tables?.list(choice) ?? { filter: choice.filter, count: 0, total: 0 };
  }

  /** Rows of a table. */
  tableRows({ from, to, ...choice }: TableChoice & Range): readonly TableRow[] {
    return this.#tables?.rows(choice, from, bounded(from, to)) ?? [];
  }

  /** The place in a table of what is selected; -1 if it is not there. */
  tablePlace({ at, ...choice }: TableChoice & { readonly at: Evidence }): number {
    return this.#tables?.place(choice, at) ?? -1;
  }

  /** The moments at which socket tables were read. */
  socketMoments(): readonly SocketMoment[] {
    return this.#tables?.moments() ?? [];
  }

  /** The socket tables at a moment, or what is wrong with the filter. */
  sockets({ moment, filter }: { moment: number; filter: string }): SocketAnswer {
    return this.#tables?.sockets(moment, filter) ?? { hosts: [] };
  }

  /** A call, a line or an event with all that belongs to it; undefined where there is none. */
  detail({ at }: { readonly at: Evidence }): Detail | undefined {
    return this.#tables?.detail(at);
  }

  /**
   * Compares the run with another one; undefined where one of the two is a capture alone.
   * @throws {OpenError} or {TraceError} when the other one cannot be read
   */
  async compare({ source }: { readonly source: Source }): Promise<CompareHead | undefined> {
    const { model } = this.#open;
    const other = await readSource(source, () => {});
    if (model === undefined || other.model === undefined) return undefined;
    this.#comparison = new Comparison(model, other.model, other.title);
    return this.#comparison.head();
  }

  /** Rows of the comparison that was made last. */
  compareRows({ view, from, to }: { readonly view: CompareView } & Range): readonly ComparedRow[] {
    return this.#comparison?.rows(view, from, bounded(from, to)) ?? [];
  }

  get #tables(): Tables | undefined {
    const { model } = this.#open;
    if (model === undefined) return undefined;
    if (this.#ofRun?.joins.model !== model) this.#ofRun = new Tables(model);
    return this.#ofRun;
  }

  get #open(): Opened {
    if (this.#opened === undefined) throw new Error('nothing is open');
    return this.#opened;
  }
}

const bounded = (from: number, to: number): number => Math.min(to, from + MAX_RANGE);
