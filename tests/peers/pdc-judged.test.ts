/** Our own judge accepts our own PDC: it passes every case, as a student's program must. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, readSource } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { findCases, findEdition, findPart, judge } from '@wireside/lab';
import { expect } from 'vitest';
import { bundled, TIMEOUT } from './on-the-bench.test.helper.ts';

itNeedsNamespaces(
  'the PDC over TCP passes all cases of packetization',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wireside-pdc-'));
    const program = join(folder, 'PDC.mjs');
    writeFileSync(
      program,
      bundled(`
        import { runClient } from '@wireside/peers';
        const [server, port, command] = process.argv.slice(2);
        try {
          await runClient('pdc', { server, port, command }, {
            log: () => {},
            print: (line) => process.stdout.write(Buffer.concat([Buffer.from(line), Buffer.from('\\n')])),
            write: (bytes) => new Promise((resolve) => process.stdout.write(bytes, () => resolve())),
            input: process.stdin,
            signal: new AbortController().signal,
          });
        } catch (error) {
          console.error(error.message);
          process.exitCode = 1;
        }`),
    );
    const bench = Bench.open();
    try {
      const part = findPart('packetization');
      const verdict = await judge(readSource(program), {
        bench,
        part,
        edition: findEdition(part),
        editionId: part.defaultEdition,
        cases: findCases(part, []),
        seed: 'our own',
        folder,
      });
      expect(verdict.verdict, JSON.stringify(verdict, undefined, 1)).toBe('pass');
    } finally {
      await bench.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  2 * TIMEOUT,
);
