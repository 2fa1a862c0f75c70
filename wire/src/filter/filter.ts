/** Display filters over captures, in Wireshark's language. */
import { enlarged } from '../basics/arrays.ts';
import type { Capture } from '../core/capture.ts';
import { registry as defaultRegistry } from '../protocols/all.ts';
import type { Registry } from '../core/registry.ts';
import { derivedKey } from '../core/derived.ts';
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
  /** The version of the language; by default '4.4'. */
  readonly version?: FilterVersion;
  /** The protocols known; by default all of this library's. A filter works on captures with the same registry. */
  readonly registry?: Registry;
}

/** Which packets a filter is applied to. */
export interface FilterScope {
  /** Rows `from` to before `to`; by default all. */
  readonly from?: number;
  readonly to?: number;
  /** Row of the packet that `${field}` refers to. */
  readonly selected?: number | undefined;
}

/** A filter bound to a capture's typed arrays, which are replaced when the capture grows. */
interface Bound {
  predicate: Predicate<number>;
  selected: number | undefined;
}

/** A filter ready for use with any number of captures. */
export class Filter {
  /** As it was written. */
  readonly text: string;
  /** Parts that may not mean what was intended. */
  readonly warnings: readonly FilterWarning[];
  /** Names of the fields that it uses. */
  readonly fields: readonly string[];
  readonly #plan: Plan;
  readonly #bound = derivedKey<Bound>('filter bound to the columns');

  /** @internal Filters come from `compileFilter`. */
  constructor(plan: Plan) {
    this.#plan = plan;
    this.text = plan.text;
    this.warnings = plan.warnings;
    this.fields = plan.test ? [...new Set(requestsOf(plan.test).map(({ field }) => field.name))] : [];
  }

  /** Whether a packet, given by its row, matches the filter. */
  matches(capture: Capture, row: number, selected?: number): boolean {
    if (!(row >= 0 && row < capture.count)) return false;
    return this.#bind(capture, selected)(row);
  }

  /** The rows that match the filter, in order. */
  rows(capture: Capture, scope: FilterScope = {}): Uint32Array {
    const from = Math.max(0, scope.from ?? 0);
    const to = Math.min(capture.count, scope.to ?? capture.count);
    const predicate = this.#bind(capture, scope.selected);
    let found = new Uint32Array(1024);
    let count = 0;
    for (let row = from; row < to; row++) {
      if (!predicate(row)) continue;
      if (count === found.length) found = enlarged(found, count * 2);
      found[count++] = row;
    }
    return found.slice(0, count);
  }

  #bind(capture: Capture, selected: number | undefined): Predicate<number> {
    const make = (): Bound => ({ predicate: bind(this.#plan, capture, selected), selected });
    const bound = capture.derived(this.#bound, make);
    if (bound.selected !== selected) Object.assign(bound, make());
    return bound.predicate;
  }
}

/** Two functions for one plan: for rows that the columns describe completely, and for the others. */
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
 * Compiles a display filter: the filter, or what is wrong with its text and where. It never throws, and takes time
 * linear in the text. Every packet matches an empty filter.
 */
export function compileFilter(
  text: string,
  options: FilterOptions = {},
): { filter: Filter; error?: undefined } | { error: FilterError; filter?: undefined } {
  const { version = '4.4', registry = defaultRegistry } = options;
  const { plan, error } = planOf(text, packetFields(registry), version);
  return error ? { error } : { filter: new Filter(plan) };
}
