/** `wireside explain`, and what leads there: the last lines of a run, and `wireside show --at`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inBash, ROOT, TIMEOUT, wireside } from './wireside.ts';

const INCORRECT = join(ROOT, 'trace/fixtures/version-1-incorrect');
const CORRECT = join(ROOT, 'trace/fixtures/version-1-correct');
let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'wireside-explain-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('wireside explain', () => {
  it(
    'finds nothing wrong in a correct run, and says how to see more',
    async () => {
      const { code, stdout } = await wireside('explain', CORRECT);
      expect([code, stdout]).toEqual([0, 'Nothing wrong was found. --story tells all that happened.\n']);
      const json = await wireside('explain', CORRECT, '--json');
      expect(JSON.parse(json.stdout)).toEqual({ findings: [] });
    },
    TIMEOUT,
  );

  it(
    'tells the story after that, of a run and of a capture',
    async () => {
      for (const what of [INCORRECT, join(INCORRECT, 'wire.pcapng')]) {
        const { stdout } = await wireside('explain', what, '--story', '--width', '100');
        expect(stdout).toMatch(/(found|wrong|suspicious)\.\n[^]*The capture\n─/);
        expect(JSON.parse((await wireside('explain', what, '--story', '--json')).stdout)).toMatchObject({
          findings: expect.any(Array),
          sections: expect.any(Array),
        });
      }
    },
    TIMEOUT,
  );

  it(
    'says what is missing',
    async () => {
      expect((await wireside('explain', 'no-such.pcapng')).stderr).toContain(
        'There is no file no-such.pcapng.',
      );
      expect((await wireside('explain', 'nosuchrun')).stderr).toContain('nosuchrun');
      const { code, stderr } = await wireside('explain', CORRECT, '--stream', '7');
      expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining('7')]);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'says what went wrong in a run, which its last lines have said first, and where to see it',
    async () => {
      writeFileSync(
        join(folder, 'client.py'),
        "import socket\nsocket.create_connection(('server.lab', 7000))\n",
      );
      const run = await inBash(
        `chmod 755 ${folder}; cd ${folder}; wireside run --keep ${folder}/kept -- python3 client.py`,
        {
          COLUMNS: '80',
        },
      );
      expect(run.stderr).toMatch(/^-- wrong: connect\(\) \(call \d+\) to 10\.0\.0\.1:7000 was refused/m);
      expect(run.stderr).toMatch(/^-- the program ended with status 1/m);
      expect(run.stderr).toMatch(/^-- wireside explain \S+; wireside show \S+$/m);
      for (const line of run.stderr.split('\n').filter((one) => /^-- {3}|^-- wrong/.test(one)))
        expect(line.length).toBeLessThanOrEqual(80);
      const { code, stdout } = await wireside('explain', `${folder}/kept`, '--width', '80');
      expect(code).toBe(1);
      expect(stdout).toContain('✗ wrong (connection-refused)');
      expect(stdout).toContain('2 things are wrong.');
      const [, at] = /wireside\s+show\s+\S+\s+--at\s+(call:\d+)/.exec(stdout) ?? [];
      const shown = await wireside('show', `${folder}/kept`, '--at', at!, '--width', '100');
      expect(shown.stdout).toMatch(/^▶.* connect\(/m);
      expect((await wireside('show', `${folder}/kept`, '--at', 'call:9999')).stderr).toContain(
        'has no row for call 9999',
      );
      expect((await wireside('show', `${folder}/kept`, '--at', 'word')).stderr).toContain('Must be packet:N');
    },
    TIMEOUT,
  );
});

describe('wireside judge with several programs', () => {
  itNeedsNamespaces(
    'prints one line for each: points, and what to change',
    async () => {
      const samples = join(ROOT, 'labs/sockets/packetization/samples');
      const { code, stdout } = await wireside(
        'judge',
        'packetization',
        join(samples, 'correct/python-streaming.py'),
        join(samples, 'incorrect/no-command.py'),
        '--case',
        'two',
      );
      expect(code).toBe(1);
      expect(stdout).toBe('python-streaming.py      1/1  pass\nno-command.py            0/1  no-command\n');
    },
    TIMEOUT,
  );
});
