/** `wireside anatomy`: a connection of a run and of a capture, field by field; the graph; what it refuses. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, TIMEOUT, wireside } from './wireside.ts';

const RUN = join(ROOT, 'trace/fixtures/version-2-two-programs');
let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'wireside-anatomy-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('wireside anatomy', () => {
  it(
    'dissects a connection of a run, and of its capture alone',
    async () => {
      for (const what of [RUN, join(RUN, 'wire.pcapng')]) {
        const { code, stdout, stderr } = await wireside('anatomy', what, '--width', '80');
        expect([code, stderr]).toEqual([0, '']);
        expect(stdout).toMatch(/^TCP stream 0: .*\n\nThe opening\n/s);
        expect(stdout).toMatch(/\nEthernet from +02:/);
        expect(stdout).toMatch(/\nflags +SYN +SYN ACK +ACK\n/);
        expect(stdout).toMatch(/\nSent twice\nThere are no retransmissions: no segment was sent twice/);
      }
    },
    TIMEOUT,
  );

  it(
    'writes the graph, and everything as JSON',
    async () => {
      const svg = join(folder, 'stevens.svg');
      const { stdout } = await wireside('anatomy', RUN, '--json', '--svg', svg);
      expect(JSON.parse(stdout)).toMatchObject({
        opening: { kind: 'normal' },
        segments: { opening: [{ flags: ['SYN'] }, { flags: ['SYN', 'ACK'] }, { flags: ['ACK'] }] },
        stevens: { client: expect.any(Array), server: expect.any(Array) },
      });
      expect(readFileSync(svg, 'utf8')).toContain('Time-sequence graph (Stevens)');
    },
    TIMEOUT,
  );

  it(
    'says what is missing',
    async () => {
      expect((await wireside('anatomy', 'no-such.pcapng')).stderr).toContain(
        'There is no file no-such.pcapng.',
      );
      const none = await wireside('anatomy', RUN, '--stream', '7');
      expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('There is no TCP stream 7.')]);
      const text = join(folder, 'text.pcapng');
      writeFileSync(text, 'no capture');
      expect((await wireside('anatomy', text)).stderr).toContain('cannot be read as a capture');
    },
    TIMEOUT,
  );
});
