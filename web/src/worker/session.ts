/**
 * What is open, as the page asks about it. It lives in a worker; each public method answers one question, with data that
 * can be copied to the page.
 */
import type { RecordedVerdict } from '@wireside/judge';
import type { Evidence, LadderRow, RunDescription } from '@wireside/trace';
import type { Completion, FilterError, FilterWarning, Packet, Why } from '@wireside/wire';
import { compileFilter, completeField, tcpStreams, why } from '@wireside/wire';
import type { FoundThing } from './findings.ts';
import { findingsOf } from './findings.ts';
import type { LadderChoice, LadderHead, LadderMark, LadderOutline, LadderPlace } from './ladder.ts';
import { Ladders } from './ladder.ts';
import type { Opened, Progress } from './read-source.ts';
import { readSource } from './read-source.ts';
import type { RibbonChoice, RibbonStream, StreamRibbon } from './ribbon.ts';
import { ribbonOfStream, ribbonStreams } from './ribbon.ts';
import type { Source } from './source.ts';
import { OpenError } from './source.ts';
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
}

/** Which packets a filter found. */
export type PacketList =
  | { readonly count: number; readonly warnings: readonly FilterWarning[]; readonly error?: undefined }
  | { readonly error: FilterError; readonly count?: undefined };

/** A row of the list of packets. */
export interface PacketRow extends Packet {
  /** µs since the packet before in the list. */
  readonly delta: number;
}

/** How packets are listed. */
export interface ListChoice {
  readonly filter: string;
}

/** A part of a list. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Maximum number of rows that a question may ask for. */
const MAX_RANGE = 5000;
/** Ladders and lists of packets that are kept. */
const MAX_KEPT = 8;

/** What is open. */
export class Session {
  #opened: Opened | undefined;
  #opens = 0;
  #ladders: Ladders | undefined;
  readonly #lists = new Map<string, Uint32Array>();

  /**
   * Opens a source; what was open before is closed.
   * @throws {OpenError} or {TraceError} when it cannot be read
   */
  async open(source: Source, progress: (progress: Progress) => void = () => {}): Promise<Overview> {
    const count = ++this.#opens;
    const opened = await readSource(source, progress);
    // Of two that are opened at the same time, the later one counts.
    if (count !== this.#opens) throw new OpenError('Something else was opened.', 'Open it again.');
    this.#opened = opened;
    const { model, verdict } = opened;
    this.#ladders = model === undefined ? undefined : new Ladders(model, verdict);
    this.#lists.clear();
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
      connections: tcpStreams(capture).length,
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
    return this.#ladders?.marks(choice, this.findings()) ?? [];
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

  /** How many packets a filter finds, or what is wrong with its text. */
  packetList({ filter }: ListChoice): PacketList {
    const { capture } = this.#open;
    const { filter: compiled, error } = compileFilter(filter, { registry: capture.registry });
    if (error !== undefined) return { error };
    const rows = this.#keep(this.#lists, filter, () => compiled.rows(capture));
    return { count: rows.length, warnings: compiled.warnings };
  }

  /** Packets of a list. */
  packetRows({ filter, from, to }: ListChoice & Range): readonly PacketRow[] {
    const { capture } = this.#open;
    if (this.packetList({ filter }).error !== undefined) return [];
    const rows = this.#lists.get(filter)!;
    return Array.from(rows.subarray(from, bounded(from, to)), (row, i) => {
      const before = rows[from + i - 1];
      const delta = before === undefined ? 0 : capture.time(row) - capture.time(before);
      return { ...capture.packet(row), delta };
    });
  }

  /** The place of a packet in a list, by binary search; that of the next one if the filter leaves it out. */
  packetPlace({ filter, n }: ListChoice & { readonly n: number }): number {
    if (this.packetList({ filter }).error !== undefined) return 0;
    const rows = this.#lists.get(filter)!;
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle]! < n - 1) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** One packet: the tree of its fields, its bytes, and why it has its marks; undefined for a packet that does not exist. */
  packet({ n }: { readonly n: number }): (PacketTree & { readonly whys: readonly Why[] }) | undefined {
    const { capture } = this.#open;
    if (n < 1 || n > capture.count) return undefined;
    return { ...treeOf(capture, n - 1), whys: why(capture, n - 1) };
  }

  /** Fields of packets whose names begin with a text. */
  completions({ prefix }: { readonly prefix: string }): readonly Completion[] {
    return completeField(prefix, this.#open.capture.registry).slice(0, 50);
  }

  /** What is wrong, or suspicious: of a run, or of a capture alone. */
  findings(): readonly FoundThing[] {
    return findingsOf(this.#open);
  }

  get #open(): Opened {
    if (this.#opened === undefined) throw new Error('nothing is open');
    return this.#opened;
  }

  /** What was computed before under a name, or now. */
  #keep<T>(kept: Map<string, T>, key: string, make: () => T): T {
    let value = kept.get(key);
    if (value === undefined) {
      value = make();
      if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!);
      kept.set(key, value);
    }
    return value;
  }
}

const bounded = (from: number, to: number): number => Math.min(to, from + MAX_RANGE);
