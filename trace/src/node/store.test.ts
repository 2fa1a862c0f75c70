/** Run folders on disk: what is written is read back, also while the run is under way; other folders stay as they are. */
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
import { literalTrace } from '../literal.test.helper.ts';
import { notWritten, readTrace, TraceWriter } from './store.ts';

const { run } = literalTrace({});
const line = (value: object): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`);
const header = (lane: string): object => ({
  lane,
  version: 2,
  realtime: 1_700_000_000_000_000,
  monotonic: 5,
});
const call = {
  n: 1,
  actor: 'client',
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
  it('read back what was written', () => {
    const { folder, writer } = write();
    writer.close();
    const trace = readTrace(folder);
    expect(trace).toMatchObject({
      run,
      calls: [call],
      output: [],
      peer: [],
      sockets: [],
      messages: [],
      lookups: [],
      scene: [],
      problems: [],
    });
    expect(trace.capture.count).toBe(1);
    expect(readFileSync(join(folder, 'program/lib/main.py'), 'utf8')).toBe('print()');
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('agree at every byte of a run that is under way', () => {
    const { folder, writer } = write();
    const next = line({ ...call, n: 2 });
    for (const [at, byte] of next.entries()) {
      // All of the record but its newline is the record.
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

  it('report what is missing or damaged, and read the rest', () => {
    const { folder, writer } = write();
    writer.append('calls.ndjson', Buffer.from('{"n":2,\n'));
    writer.append('calls.ndjson', line({ ...call, n: 3 }));
    writer.close();
    rmSync(join(folder, 'peer.ndjson'));
    const trace = readTrace(folder);
    expect(trace.calls.map(({ n }) => n)).toEqual([1, 3]);
    expect(trace.problems).toEqual(['calls.ndjson: line 3 is not a valid record', 'peer.ndjson is missing']);
  });

  it('replace all of an older run in the same folder', () => {
    write().writer.close();
    const { folder, writer } = write();
    writer.replace('verdict.json', '{}');
    writer.replace('files/client/result.txt', 'what the program wrote');
    writer.append('wire-server.pcapng', capture);
    writer.append('scene.ndjson', line(header('scene')));
    writer.close();
    expect(readTrace(folder).calls).toEqual([call]);
    const again = new TraceWriter(folder);
    again.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('do not touch a folder that does not hold a run', () => {
    const folder = join(root, 'own work');
    mkdirSync(join(folder, 'program'), { recursive: true });
    writeFileSync(join(folder, 'program', 'thesis.txt'), 'years');
    expect(() => new TraceWriter(folder)).toThrow(expect.objectContaining({ code: 'TRACE_FOLDER_TAKEN' }));
    expect(existsSync(join(folder, 'program', 'thesis.txt'))).toBe(true);
    writeFileSync(join(folder, 'run.json'), '{"version":"1.0","command":"x"}');
    expect(() => new TraceWriter(folder)).toThrow(expect.objectContaining({ code: 'TRACE_FOLDER_TAKEN' }));
    expect(readdirSync(folder)).toEqual(['program', 'run.json']);
  });

  it.each([
    ['file', 'a file of that name exists'],
    ['file/two', 'part of its path is a file, not a folder'],
  ])('say why they cannot be kept in %s', (place, reason) => {
    writeFileSync(join(root, 'file'), '');
    const folder = join(root, place);
    expect(() => new TraceWriter(folder)).toThrow(
      expect.objectContaining({
        code: 'TRACE_NOT_WRITTEN',
        message: `The run cannot be kept in ${folder}: ${reason}.`,
        hint: 'Name another folder with --keep.',
      }),
    );
  });

  // Node's own mkdirSync with "recursive" never returns there.
  it.runIf(process.platform === 'linux')('say that they cannot be kept below /proc', () => {
    expect(() => new TraceWriter('/proc/wireside/two')).toThrow(
      'The run cannot be kept in /proc/wireside/two: no folder can be made there.',
    );
  });

  it.each([
    ['nosuch', 'There is no folder nosuch.'],
    ['file', 'file is not a folder.'],
    ['.', 'There is no run.json in ., so it is not the folder of a run.'],
  ])('are missed in %s', (place, message) => {
    writeFileSync(join(root, 'file'), '');
    const own = process.cwd();
    process.chdir(root);
    try {
      expect(() => readTrace(place)).toThrow(expect.objectContaining({ code: 'TRACE_MISSING', message }));
    } finally {
      process.chdir(own);
    }
  });

  it('say that the disk is full', () => {
    const { writer } = write();
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    expect(notWritten(writer.folder, full)).toMatchObject({
      message: `The run cannot be kept in ${writer.folder}: no space is left on the device.`,
      hint: 'Free some space, or name another folder with --keep.',
    });
    writer.close();
  });
});
