/** Merges records of very many equal calls, such as reads of one byte each, so that a trace stays readable. */
import type { CallRecord } from '@wireside/trace';
import type { Mutable } from './line.ts';

/** Calls that are recorded one by one. After that, equal calls in a row on a descriptor share a record. */
const MAX_SINGLE = 2000;
/** Calls after which successful ones share a record even when they moved different numbers of bytes. */
const MAX_BY_SIZE = 50_000;
/** The longest time that a shared record covers, so that it can still be placed beside packets. µs. */
const MAX_SPAN = 50_000;

/** A record that still grows. */
type Growing = Mutable<CallRecord>;

/** The shared records that still grow, one for each call name and descriptor of each process. */
export class SharedRecords {
  readonly #emit: (record: CallRecord) => void;
  readonly #growing = new Map<string, Growing>();

  /** @param emit called with each record when it no longer grows */
  constructor(emit: (record: CallRecord) => void) {
    this.#emit = emit;
  }

  /** Emits the record of a call that moved bytes, or merges it. `calls` is how many calls there were so far. */
  add(record: CallRecord, calls: number): void {
    if (calls <= MAX_SINGLE || record.ret === undefined) return this.#emit(record);
    const key = `${record.process}/${record.name}/${record.fd}`;
    const shared = this.#growing.get(key);
    if (shared !== undefined && isLike(shared, record, calls)) return merge(shared, record);
    if (shared !== undefined) this.#emit(shared);
    this.#growing.set(key, { ...record });
  }

  /** Emits all records. */
  flush(): void {
    for (const record of this.#growing.values()) this.#emit(record);
    this.#growing.clear();
  }
}

/** Whether a call may share the record of earlier ones. */
function isLike(shared: CallRecord, record: CallRecord, calls: number): boolean {
  const times = shared.times ?? 1;
  return (
    shared.error === record.error &&
    shared.socket?.remote === record.socket?.remote &&
    record.at - shared.at < MAX_SPAN &&
    (record.ret === 0) === (shared.ret === 0) &&
    (record.error !== undefined || calls > MAX_BY_SIZE || (record.ret ?? 0) * times === shared.ret)
  );
}

function merge(shared: Growing, record: CallRecord): void {
  shared.times = (shared.times ?? 1) + 1;
  if (record.error === undefined) shared.ret = (shared.ret ?? 0) + (record.ret ?? 0);
  shared.took = record.at + (record.took ?? 0) - shared.at;
}
