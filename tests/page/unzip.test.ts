/** Archives of runs as others make them: of folders, damaged, with traps. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isZip, unzipRun } from '../../web/src/worker/unzip.ts';

const RUN = strToU8('{"version":2}');
const open = (bytes: Uint8Array<ArrayBuffer>): ReturnType<typeof unzipRun> => unzipRun(new Blob([bytes]));
const zip = (files: Parameters<typeof zipSync>[0]): Uint8Array<ArrayBuffer> => new Uint8Array(zipSync(files));

/** The archive with other bytes at each place where a text is. */
function patched(bytes: Uint8Array<ArrayBuffer>, from: string, to: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll(from, to), 'latin1'));
}

/** Where the directory's entry of a file is. */
function entryAt(bytes: Uint8Array, name: string): number {
  return Buffer.from(bytes).lastIndexOf(name) - 46;
}

describe('an archive of a run', () => {
  it('is read wherever its folder is, and files that are not of a run are left', async () => {
    for (const folder of ['', 'two/', 'runs/2026/two/', './two/']) {
      const { files } = await open(
        zip({ [`${folder}run.json`]: RUN, [`${folder}other.txt`]: RUN, [`${folder}program/run.json`]: RUN }),
      );
      expect([...files.keys()], folder).toEqual(['run.json']);
    }
    const windows = await open(patched(zip({ 'two/run.json': RUN }), 'two/', 'two\\'));
    expect([...windows.files.keys()]).toEqual(['run.json']);
  });

  it('has no way out of its folder, and its links are not followed', async () => {
    const { files, problems } = await open(
      zip({
        'run.json': RUN,
        '../calls.ndjson': RUN,
        '/output.ndjson': RUN,
        'peer.ndjson': [strToU8('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }],
      }),
    );
    expect([...files.keys()]).toEqual(['run.json']);
    expect(problems).toEqual(['peer.ndjson is a link in the archive, and is not followed.']);
  });

  it('with several runs, or none, or one file twice, is refused with a way out', async () => {
    await expect(open(zip({ 'a/run.json': RUN, 'b/run.json': RUN }))).rejects.toThrow(
      'There are 2 runs in this archive: a/, b/.',
    );
    await expect(open(zip({ 'a.txt': RUN }))).rejects.toThrow('There is no run.json in this archive.');
    await expect(open(zip({}))).rejects.toThrow('There is no run.json');
    const twice = patched(zip({ 'run.json': RUN, 'run.jsoN': RUN }), 'run.jsoN', 'run.json');
    await expect(open(twice)).rejects.toThrow('it has run.json twice');
  });

  it('that is a bomb is refused before it fills the memory, whatever it declares', async () => {
    const bomb = zip({ 'run.json': RUN, 'wire.pcapng': new Uint8Array(120 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(200_000);
    const before = process.memoryUsage().arrayBuffers;
    await expect(open(bomb)).rejects.toThrow('too large');
    // Declared: one byte, in the local header and in the directory.
    const liar = new DataView(bomb.buffer);
    liar.setUint32(entryAt(bomb, 'wire.pcapng') + 24, 1, true);
    await expect(open(bomb)).rejects.toThrow('too large');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 1024 * 1024);
    // Declared: more than there is. Nothing of that size is allocated.
    const boaster = zip({ 'run.json': RUN });
    new DataView(boaster.buffer).setUint32(entryAt(boaster, 'run.json') + 24, 0xf0000000, true);
    expect((await open(boaster)).files.get('run.json')).toEqual(RUN);
  });

  it('that is cut off, encrypted or otherwise damaged is refused, wherever the damage is', async () => {
    const whole = zip({ 'run.json': strToU8(JSON.stringify({ version: 2, text: 'x'.repeat(500) })) });
    for (let length = 4; length < whole.length; length += 7) {
      await expect(open(whole.slice(0, length)), `cut at ${length}`).rejects.toThrow(
        'The archive is damaged',
      );
    }
    for (let at = 0; at < whole.length; at++) {
      const changed = whole.slice();
      changed[at]! ^= 0xff;
      // Some bytes, such as a time, do not matter; none may end in anything but an answer or an OpenError.
      await open(changed).catch((error: unknown) => expect((error as Error).name).toBe('OpenError'));
    }
    const locked = whole.slice();
    locked[entryAt(whole, 'run.json') + 8]! |= 1;
    await expect(open(locked)).rejects.toThrow('encrypted');
  });

  it('is told from a capture by its first bytes', () => {
    expect(isZip(zip({ 'run.json': RUN }))).toBe(true);
    expect(isZip(zip({}))).toBe(true);
    expect(isZip(new Uint8Array([0x0a, 0x0d, 0x0d, 0x0a]))).toBe(false);
    expect(isZip(new Uint8Array())).toBe(false);
  });
});
