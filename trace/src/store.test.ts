/** Run folders on disk: what is written comes back, also from a run that is under way; what is no run's stays. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enhancedPacket, interfaceDescription, sectionHeader } from '@wireside/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { literalTrace } from './ladder/literal.test.helper.ts';
import { readTrace, TraceWriter } from './store.ts';

const { run } = literalTrace({});
const line = (value: object): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`);
const header = (lane: string): object => ({
  lane,
  version: 1,
  realtime: 1_700_000_000_000_000,
  monotonic: 5,
});
const call = {
  n: 1,
  at: 2,
  took: 3,
  process: 1,
  name: 'recvfrom',
  kind: 'receive',
  ret: 4,
  data: 'Grüße 🙂',
};
const capture = Buffer.concat([
  sectionHeader(),
  interfaceDescription({ linkType: 1 }),
  enhancedPacket({ seconds: 1, nanos: 5000, data: new Uint8Array(60) }),
]);

let root = '';
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'wireside-store-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(): { folder: string; writer: TraceWriter } {
  const folder = join(root, 'runs', 'one');
  const writer = new TraceWriter(folder);
  writer.describe(run);
  writer.replace('program/lib/main.py', 'print()');
  for (const lane of ['calls', 'output', 'peer', 'sockets'])
    writer.append(`${lane}.ndjson`, line(header(lane)));
  writer.append('calls.ndjson', line(call));
  writer.append('wire.pcapng', capture);
  return { folder, writer };
}

describe('TraceWriter and readTrace', () => {
  it('give back what was written', () => {
    const { folder, writer } = write();
    writer.close();
    const trace = readTrace(folder);
    expect(trace).toMatchObject({ run, calls: [call], output: [], peer: [], sockets: [], problems: [] });
    expect(trace.capture.count).toBe(1);
    expect(readFileSync(join(folder, 'program/lib/main.py'), 'utf8')).toBe('print()');
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('are at one at every byte of a run that is under way', () => {
    const { folder, writer } = write();
    const next = line({ ...call, n: 2 });
    for (const [at, byte] of next.entries()) {
      // All of the record but its line end is the record.
      expect(readTrace(folder).calls).toHaveLength(at < next.length - 1 ? 1 : 2);
      expect(readTrace(folder).problems).toEqual([]);
      writer.append('calls.ndjson', Uint8Array.of(byte));
    }
    expect(readTrace(folder).calls).toEqual([call, { ...call, n: 2 }]);

    const packet = enhancedPacket({ seconds: 2, nanos: 0, data: new Uint8Array(8) });
    for (const byte of packet) {
      const { capture: growing } = readTrace(folder);
      expect(growing.count).toBe(1);
      writer.append('wire.pcapng', Uint8Array.of(byte));
    }
    expect(readTrace(folder).capture.count).toBe(2);
    writer.close();
  });

  it('tell what is missing or damaged, and keep the rest', () => {
    const { folder, writer } = write();
    writer.append('calls.ndjson', Buffer.from('{"n":2,\n'));
    writer.append('calls.ndjson', line({ ...call, n: 3 }));
    writer.close();
    rmSync(join(folder, 'peer.ndjson'));
    const trace = readTrace(folder);
    expect(trace.calls.map(({ n }) => n)).toEqual([1, 3]);
    expect(trace.problems).toEqual(['calls.ndjson: line 3 is no record', 'peer.ndjson is missing']);
  });

  it('replace an older run in the same folder, all of it', () => {
    write().writer.close();
    const { folder, writer } = write();
    writer.close();
    expect(readTrace(folder).calls).toEqual([call]);
    const again = new TraceWriter(folder);
    again.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leave alone what is no run’s', () => {
    const folder = join(root, 'own work');
    mkdirSync(join(folder, 'program'), { recursive: true });
    writeFileSync(join(folder, 'program', 'thesis.txt'), 'years');
    expect(() => new TraceWriter(folder)).toThrow(expect.objectContaining({ code: 'TRACE_FOLDER_TAKEN' }));
    expect(existsSync(join(folder, 'program', 'thesis.txt'))).toBe(true);
    writeFileSync(join(folder, 'run.json'), '{"version":"1.0","command":"x"}');
    expect(() => new TraceWriter(folder)).toThrow(expect.objectContaining({ code: 'TRACE_FOLDER_TAKEN' }));
    expect(readdirSync(folder)).toEqual(['program', 'run.json']);
  });
});
