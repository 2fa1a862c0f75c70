/** Display filters over captures, in Wireshark's language. */
import type { Capture } from '../capture/capture.ts';
import { registry as defaultRegistry } from '../protocols/all.ts';
import type { Registry } from '../protocols/registry.ts';
import type { Ciphers } from '../protocols/tls/ciphers.ts';
import { planOf } from './compile.ts';
import type { Plan } from './compile.ts';
import { predicateOf } from './evaluate.ts';
import type { Predicate } from './evaluate.ts';
import type { FilterError, FilterWarning } from './filter-error.ts';
import { plainRows } from './packets/columns.ts';
import { packetFields } from './packets/packet-fields.ts';
import { ColumnReader, TreeReader } from './packets/readers.ts';
import { shortcutOf } from './packets/shortcuts.ts';
import { PacketTrees } from './packets/trees.ts';
import { requestsOf } from './plan.ts';
import type { FilterVersion } from './version.ts';

/** How a filter is to be read. */
export interface FilterOptions {
  /** Whose language; '4.4' unless said otherwise. */
  version?: FilterVersion;
  /** The protocols known; all of this library's unless said otherwise. A filter fits captures of the same registry. */
  registry?: Registry;
}

/** Which packets a filter is applied to. */
export interface FilterScope {
  /** Rows `from` to before `to`; all unless said otherwise. */
  from?: number;
  to?: number;
  /** Row of the packet that `${field}` speaks of. */
  selected?: number | undefined;
}

/** What the typed arrays were when a filter was bound to a capture; a capture that grows replaces them. */
interface Bound {
  readonly predicate: Predicate<number>;
  readonly count: number;
  /** With other ciphers the streams have other messages. */
  readonly ciphers: Ciphers | undefined;
  readonly selected: number | undefined;
}

/** A filter ready for use with any number of captures. */
export class Filter {
  /** As it was written. */
  readonly text: string;
  /** What may not be meant as it is written. */
  readonly warnings: readonly FilterWarning[];
  /** Names of the fields that it asks for. */
  readonly fields: readonly string[];
  readonly #plan: Plan;
  readonly #bound = new WeakMap<Capture, Bound>();

  /** @internal Filters come from `compileFilter`. */
  constructor(plan: Plan) {
    this.#plan = plan;
    this.text = plan.text;
    this.warnings = plan.warnings;
    this.fields = plan.test ? [...new Set(requestsOf(plan.test).map(({ field }) => field.name))] : [];
  }

  /** Whether a packet, given by its row, fulfils the filter. */
  matches(capture: Capture, row: number, selected?: number): boolean {
    if (!(row >= 0 && row < capture.count)) return false;
    return this.#bind(capture, selected)(row);
  }

  /** The rows that fulfil the filter, in order. */
  rows(capture: Capture, scope: FilterScope = {}): Uint32Array {
    const from = Math.max(0, scope.from ?? 0);
    const to = Math.min(capture.count, scope.to ?? capture.count);
    const predicate = this.#bind(capture, scope.selected);
    let found = new Uint32Array(1024);
    let count = 0;
    for (let row = from; row < to; row++) {
      if (!predicate(row)) continue;
      if (count === found.length) {
        const bigger = new Uint32Array(count * 2);
        bigger.set(found);
        found = bigger;
      }
      found[count++] = row;
    }
    return found.slice(0, count);
  }

  #bind(capture: Capture, selected: number | undefined): Predicate<number> {
    const before = this.#bound.get(capture);
    const { count, ciphers } = capture;
    const isSame = before?.count === count && before.ciphers === ciphers && before.selected === selected;
    if (isSame) return before.predicate;
    const predicate = bind(this.#plan, capture, selected);
    this.#bound.set(capture, { predicate, count, ciphers, selected });
    return predicate;
  }
}

/** Two functions of one plan, for rows of which the columns tell all and for the others. */
function bind(plan: Plan, capture: Capture, selected: number | undefined): Predicate<number> {
  const { test } = plan;
  if (!test) return () => true;
  const trees = new PacketTrees(capture);
  const treeReader = new TreeReader(capture, trees);
  const isSelected = selected !== undefined && selected >= 0 && selected < capture.count;
  const reference = isSelected
    ? (request: Parameters<TreeReader['read']>[0]) => new TreeReader(capture).read(request)(selected)
    : undefined;
  const slow = predicateOf(test, { reader: treeReader, reference });
  const shortcut = (part: Parameters<typeof shortcutOf>[1]): Predicate<number> | undefined =>
    shortcutOf(capture, part);
  const fast = predicateOf(test, { reader: new ColumnReader(capture, trees), reference, shortcut });
  const isPlain = plainRows(capture);
  return (row) => (isPlain(row) ? fast(row) : slow(row));
}

/**
 * Compiles a display filter: the filter, or what is wrong with its text and where. Never throws; takes time linear in the
 * text. An empty filter is fulfilled by every packet.
 */
export function compileFilter(
  text: string,
  options: FilterOptions = {},
): { filter: Filter; error?: undefined } | { error: FilterError; filter?: undefined } {
  const { version = '4.4', registry = defaultRegistry } = options;
  const { plan, error } = planOf(text, packetFields(registry), version);
  return error ? { error } : { filter: new Filter(plan) };
}
