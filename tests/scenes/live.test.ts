/** A scene while it is played: output as it comes, standard input from outside, Ctrl-C, and what the scene does. */
import type { RunControl } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { describe, expect } from 'vitest';
import {
  ECHO_SERVER,
  endsOf,
  on,
  peerActor,
  python,
  scene,
  stdoutOf,
  TEST_TIMEOUT,
  TestBench,
  whenListening,
} from './scenes.test.helper.ts';

const own = new TestBench();

/** Asks for a name, answers, and says when its input has ended. */
const ASKS = python(`
print('name?', flush=True)
print('hello', input(), flush=True)
import sys
print('then', len(sys.stdin.read()), flush=True)`);

describe('standard input', () => {
  itNeedsNamespaces(
    'is typed by the user, answer for question, more than a pipe holds, and closed',
    async () => {
      let control: RunControl | undefined;
      let seen = '';
      const much = Buffer.alloc(300_000, 'x');
      const typed: Promise<boolean>[] = [];
      const { run, model } = await own.play(
        { seed: 'seed', scene: scene({ actors: [on('client', ASKS, { input: 'open' })] }) },
        {
          onBegin: (begun) => (control = begun),
          onOutput: (actor, stream, bytes) => {
            expect([actor, stream]).toEqual(['client', 'stdout']);
            seen += Buffer.from(bytes).toString();
            if (seen === 'name?\n') typed.push(control!.input('client', Buffer.from('Ada\n')));
            if (seen === 'name?\nhello Ada\n') {
              typed.push(control!.input('client', much));
              control!.closeInput('client');
            }
          },
        },
      );
      expect(run.faults).toEqual([]);
      expect(await Promise.all(typed)).toEqual([true, true]);
      expect(seen).toBe('name?\nhello Ada\nthen 300000\n');
      expect(stdoutOf(model, 'client')).toBe(seen);
      // The run is over.
      expect(await control!.input('client', Buffer.from('late'))).toBe(false);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'of a client of ours is typed too',
    async () => {
      let control: RunControl | undefined;
      let seen = '';
      const server = python(`
import socket
server = socket.create_server(('', 5000), family=socket.AF_INET6, dualstack_ipv6=True)
connection, _ = server.accept()
while data := connection.recv(100): connection.sendall(data.upper())`);
      const { model } = await own.play(
        {
          seed: 'seed',
          scene: scene({
            actors: [
              on('server', server),
              peerActor(
                'chat-client',
                { server: 'server.lab', port: 5000 },
                { host: 'client', ...whenListening('server', 5000) },
              ),
            ],
          }),
        },
        {
          onBegin: (begun) => {
            control = begun;
            void begun.input('chat-client', Buffer.from('hello\n')); // waits until it has started
          },
          onOutput: (_, __, bytes) => {
            seen += Buffer.from(bytes).toString();
            if (seen.includes('HELLO')) control!.closeInput('chat-client');
          },
        },
      );
      expect(endsOf(model)).toEqual(['server: exited 0', 'chat-client: exited 0']);
    },
    TEST_TIMEOUT,
  );
});

describe("the user's Ctrl-C", () => {
  itNeedsNamespaces(
    'ends the scene as a whole: by SIGINT, and by force what ignores it',
    async () => {
      const abort = new AbortController();
      const events: string[] = [];
      let ready = 0;
      const stubborn = python(`
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
print('ready', flush=True)
time.sleep(600)`);
      const polite = python(`
import time
try:
  print('ready', flush=True)
  time.sleep(600)
except KeyboardInterrupt: print('bye')`);
      const { run, model } = await own.play(
        { seed: 'seed', scene: scene({ actors: [on('stubborn', stubborn), on('polite', polite)] }) },
        {
          signal: abort.signal,
          onEvent: ({ event, actor = '' }) => events.push(`${event} ${actor}`.trim()),
          onOutput: (_, __, bytes) => {
            if (Buffer.from(bytes).toString() === 'ready\n' && ++ready === 2) abort.abort();
          },
        },
      );
      expect(run.faults).toEqual([]);
      expect(endsOf(model)).toEqual(['stubborn: stopped', 'polite: exited 0']);
      expect(stdoutOf(model, 'polite')).toBe('ready\nbye\n');
      expect(events.slice(0, 5)).toEqual([
        'start stubborn',
        'start polite',
        'end',
        'signal stubborn',
        'signal polite',
      ]);
    },
    TEST_TIMEOUT,
  );
});

describe('a client of ours that waits forever', () => {
  itNeedsNamespaces(
    'is ended by the limits of the scene',
    async () => {
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [
            on('server', ECHO_SERVER, { limits: { idle: 1 } }),
            peerActor(
              'echo-client',
              { server: 'server.lab', port: 5000 },
              { host: 'client', ...whenListening('server', 5000) },
            ),
          ],
        }),
      });
      expect(run.faults).toEqual([]);
      // It stays until Ctrl-C; whichever of the two is stopped first, the other ends with it.
      expect(endsOf(model).join()).toContain('limit idle');
    },
    TEST_TIMEOUT,
  );
});
