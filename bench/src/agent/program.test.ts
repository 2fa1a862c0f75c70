import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { itNeedsNamespaces } from '../testing.ts';
import { runPrograms } from './program.test.helper.ts';

const TIMEOUT = 240_000;
const SERVER = `
import os, socket
listener = socket.create_server(('', 5000))
print(socket.gethostname(), flush=True)
try:
    while True:
        connection, _ = listener.accept()
        connection.sendall(b'hello')
        connection.close()
except KeyboardInterrupt:
    print('bye')
`;
const CLIENT = `
import socket, sys
print('ready', flush=True)
for line in sys.stdin:
    print(socket.create_connection(('127.0.0.1', 5000)).recv(9).decode(), line.strip(), flush=True)
print('end', flush=True)
`;
const python = (text: string): string[] => ['python3', '-c', text];

describe('RunningProgram', () => {
  itNeedsNamespaces(
    'runs several at once, which are typed to, closed and interrupted each for itself',
    async () => {
      const [server, client] = await runPrograms([
        { name: 'server', command: python(SERVER), reactions: [{ line: 'host0', target: 1, type: 'one\n' }] },
        {
          name: 'client',
          command: python(CLIENT),
          reactions: [
            { line: 'hello one', target: 1, type: 'two\n', closes: true },
            { line: 'end', target: 0, signal: 'SIGINT' },
          ],
        },
      ]);
      expect(server).toMatchObject({
        faults: [],
        end: { reason: 'exited', code: 0 },
        isListening: true,
        accepted: 2,
      });
      expect(client).toMatchObject({ faults: [], end: { reason: 'exited', code: 0 }, hasConnected: true });
      expect(server!.output).toBe('host0\nbye\n');
      expect(client!.output).toBe('ready\nhello one\nhello two\nend\n');
      const numbers = [...server!.calls, ...client!.calls].map(({ n }) => n);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(new Set(client!.calls.map(({ actor }) => actor))).toEqual(new Set(['client']));
      expect(server!.calls).toContainEqual(expect.objectContaining({ name: 'signal', args: 'SIGINT' }));
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'stops what waits, and says on what',
    async () => {
      const limits = { idle: 2 };
      const ends = await runPrograms([
        { name: 'a', limits, command: python("import socket; socket.create_server(('', 5001)).accept()") },
        { name: 'b', limits, command: python('input()') },
        {
          name: 'c',
          limits,
          command: python(
            "import socket; socket.create_server(('', 5002)); u = socket.socket(2, 2); u.bind(('', 5003)); u.recv(1)",
          ),
        },
      ]);
      expect(ends.map(({ end }) => [end.limit, end.waitingIn, end.waitingOn])).toEqual([
        ['idle', 'accept4', '0.0.0.0:5001'],
        ['idle', 'read', 'standard input'],
        ['idle', 'recvfrom', '0.0.0.0:5003'],
      ]);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'kills all of one program, whatever it does, and nothing of another',
    async () => {
      const hostile = `
import os, signal, time
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.pthread_sigmask(signal.SIG_SETMASK, range(1, 65))
            time.sleep(600)
        os._exit(0)
try: os.kill(-1, signal.SIGKILL)
except OSError: pass
print('still here', flush=True)
time.sleep(600)`;
      const forks = `
import os, sys
for line in sys.stdin: pass
print(os.fork() >= 0)`;
      const [good, bad] = await runPrograms([
        { name: 'good', command: python(forks) },
        {
          name: 'bad',
          command: python(hostile),
          reactions: [
            { line: 'still here', target: 1, stops: true },
            { line: 'still here', target: 0, closes: true },
          ],
        },
      ]);
      expect(bad).toMatchObject({ faults: [], end: { reason: 'stopped' } });
      expect(good).toMatchObject({ faults: [], end: { reason: 'exited', code: 0 } });
      expect(good!.output).toContain('True');
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'runs in a folder of this computer, and keeps apart what is written there',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'wireside, test:'));
      try {
        chmodSync(folder, 0o755);
        mkdirSync(join(folder, 'sub'));
        writeFileSync(join(folder, 'helper.py'), 'X = 5\n');
        writeFileSync(join(folder, 'old.txt'), 'old\n');
        const text = `
import os, sys
sys.path.insert(0, '')
import helper
print(os.getcwd(), helper.X)
open('old.txt', 'a').write('new')
open('sub/new.txt', 'w').write('made')
os.symlink('/etc/passwd', 'link')
os.remove('helper.py')`;
        const inPlace = { folder, readable: [] };
        const [program] = await runPrograms([{ name: 'client', command: python(text), inPlace }]);
        expect(program).toMatchObject({ faults: [], end: { reason: 'exited', code: 0 } });
        expect(program!.output).toBe(`${folder} 5\n`);
        expect(program!.wrote).toEqual([
          ['old.txt', 'old\nnew'],
          ['sub/new.txt', 'made'],
        ]);
        expect(readFileSync(join(folder, 'old.txt'), 'utf8')).toBe('old\n');
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    TIMEOUT,
  );
});
