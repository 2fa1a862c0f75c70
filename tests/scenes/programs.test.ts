/** Scenes in which both ends are programs of the user: every byte is joined from one to the other. */
import { describe, expect } from 'vitest';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import {
  ECHO_CLIENT,
  ECHO_SERVER,
  endsOf,
  expectJoined,
  on,
  python,
  scene,
  source,
  stdoutOf,
  TEST_TIMEOUT,
  TestBench,
  whenListening,
} from './scenes.test.helper.ts';

const own = new TestBench();

/** A server in C that sends each line back in capitals, to one client. */
const C_SERVER = `
#include <ctype.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
  int listener = socket(AF_INET6, SOCK_STREAM, 0);
  struct sockaddr_in6 any = {.sin6_family = AF_INET6, .sin6_port = htons(5000)};
  if (bind(listener, (struct sockaddr *)&any, sizeof any) || listen(listener, 5)) return 1;
  int connection = accept(listener, 0, 0);
  char text[64];
  for (ssize_t n; (n = recv(connection, text, sizeof text, 0)) > 0;) {
    for (ssize_t i = 0; i < n; i++) text[i] = toupper(text[i]);
    if (send(connection, text, n, 0) != n) return 2;
  }
  close(connection);
  return 0;
}
`;

const NODE_CLIENT = `
import { connect } from 'node:net';
const socket = connect(5000, 'server.lab', () => socket.end('a line\\n'));
socket.on('data', (data) => process.stdout.write(data));
`;

/** A server that computes for a quarter of a second with what it has received, as one on a busy machine does. */
const SLOW_SERVER = python(`
import socket, time
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(('', 5000))
while True:
    text, sender = server.recvfrom(100)
    until = time.process_time() + 0.25
    while time.process_time() < until: pass
    print(text.decode(), flush=True)
`);

describe('two programs', () => {
  itNeedsNamespaces(
    'the server is not ended while it computes with what it has received',
    async () => {
      const client = python(
        `import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'hello', ('server.lab', 5000))`,
      );
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [on('server', SLOW_SERVER), on('client', client, whenListening('server', 5000))],
        }),
      });
      expect(run.faults).toEqual([]);
      expect(stdoutOf(model, 'server')).toBe('hello\n');
      expect(endsOf(model)).toEqual(['server: signal SIGINT', 'client: exited 0']);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'in Python: the server is ended by Ctrl-C when its client has ended',
    async () => {
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [on('server', ECHO_SERVER), on('client', ECHO_CLIENT, whenListening('server', 5000))],
        }),
      });
      expect(run.faults).toEqual([]);
      expect(endsOf(model)).toEqual(['server: signal SIGINT', 'client: exited 0']);
      expect(run.actors.map(({ role }) => role)).toEqual(['server', 'client']);
      expect(stdoutOf(model, 'client')).toBe('one\ntwo\nthree\n');
      expect(model.connections).toHaveLength(1);
      const [connection] = model.connections;
      expect(connection).toMatchObject({
        client: { host: 'client', actor: 'client' },
        server: { host: 'server', actor: 'server', endpoint: '10.0.0.1:5000' },
      });
      expectJoined(connection!, { toServer: 14, toClient: 14 });
      // Numbers of calls are unique in the run.
      const numbers = model.trace.calls.map(({ n }) => n);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(model.trace.scene.map(({ event, actor }) => `${event} ${actor ?? ''}`.trim())).toEqual([
        'start server',
        'start client',
        'ended client',
        'end',
        'signal server',
        'ended server',
      ]);
      // No host has a socket at the start.
      expect(new Set(model.trace.sockets.map(({ moment }) => moment))).toEqual(
        new Set(['listening', 'accept', 'end']),
      );
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'in C and for Node, over IPv6',
    async () => {
      const server = await source(own.bench, 'server.c', C_SERVER);
      const client = await source(own.bench, 'client.mjs', NODE_CLIENT);
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({ actors: [on('server', server), on('client', client, whenListening('server', 5000))] }),
      });
      expect(run.faults).toEqual([]);
      expect(endsOf(model)).toEqual(['server: exited 0', 'client: exited 0']);
      expect(stdoutOf(model, 'client')).toBe('A LINE\n');
      for (const connection of model.connections) {
        if (connection.server.actor !== undefined) expectJoined(connection, { toServer: 7, toClient: 7 });
      }
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'on the lo of one host',
    async () => {
      const local = { host: 'localhost' };
      const client = python(`
import socket
with socket.create_connection(('127.0.0.1', 5000)) as connection:
    connection.sendall(b'hello')
    print(connection.recv(100).decode())`);
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [
            on('server', ECHO_SERVER, local),
            on('client', client, { ...local, ...whenListening('server', 5000) }),
          ],
        }),
      });
      expect(run).toMatchObject({ faults: [], network: 'localhost' });
      expect(stdoutOf(model, 'client')).toBe('hello\n');
      expectJoined(model.connections[0]!, { toServer: 5, toClient: 5 });
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'one of which never starts, because the other never listens',
    async () => {
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [
            on('server', python('print("no")')),
            on('client', ECHO_CLIENT, whenListening('server', 5000)),
          ],
        }),
      });
      expect(run).toMatchObject({
        faults: [],
        missing: ['client never started: it waits until server listens on port 5000, which did not happen.'],
      });
      expect(endsOf(model)).toEqual(['server: exited 0', 'client: not ended']);
    },
    TEST_TIMEOUT,
  );
});

describe('half-close', () => {
  itNeedsNamespaces(
    'works both ways: one end says that it has no more to send, and still receives',
    async () => {
      const server = python(`
import socket
server = socket.create_server(('', 5000))
for first in ['client', 'server']:
    connection, _ = server.accept()
    if first == 'server':
        connection.sendall(b'all that I have'); connection.shutdown(socket.SHUT_WR)
    received = b''
    while data := connection.recv(100): received += data
    if first == 'client': connection.sendall(b'you said ' + received)
    print(received.decode())
    connection.close()`);
      const client = python(`
import socket
for first in ['client', 'server']:
    connection = socket.create_connection(('server.lab', 5000))
    if first == 'client': connection.sendall(b'a question'); connection.shutdown(socket.SHUT_WR)
    received = b''
    while data := connection.recv(100): received += data
    print(received.decode())
    if first == 'server': connection.sendall(b'thanks')
    connection.close()`);
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({ actors: [on('server', server), on('client', client, whenListening('server', 5000))] }),
      });
      expect(run.faults).toEqual([]);
      expect(endsOf(model)).toEqual(['server: exited 0', 'client: exited 0']);
      expect(stdoutOf(model, 'client')).toBe('you said a question\nall that I have\n');
      expect(stdoutOf(model, 'server')).toBe('a question\nthanks\n');
      expectJoined(model.connections[0]!, { toServer: 10, toClient: 19 });
      expectJoined(model.connections[1]!, { toServer: 6, toClient: 15 });
    },
    TEST_TIMEOUT,
  );
});

/** A server that closes its connection first, so that its port is in TIME_WAIT when it ends. */
const restarted = (reuse: boolean): ReturnType<typeof python> =>
  python(`
import socket
server = socket.socket()
if ${reuse ? 'True' : 'False'}: server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(('', 5000))
server.listen()
print('ready', flush=True)
while True:
    connection, _ = server.accept()
    connection.sendall(b'bye')
    connection.close()`);

const BYE_CLIENT = python(`
import socket
connection = socket.create_connection(('server.lab', 5000))
while data := connection.recv(100): print(data.decode())`);

describe('a server that is ended by Ctrl-C and started again at once', () => {
  for (const reuse of [true, false]) {
    itNeedsNamespaces(
      reuse ? 'gets its port with SO_REUSEADDR' : 'gets EADDRINUSE without SO_REUSEADDR',
      async () => {
        const { run, model } = await own.play({
          seed: 'seed',
          scene: scene({
            actors: [
              on('server', restarted(reuse), { role: 'server' }),
              on('client', BYE_CLIENT, whenListening('server', 5000)),
              on('server-2', restarted(reuse), {
                host: 'server',
                role: 'server',
                start: { event: 'ended', actor: 'server' },
              }),
              on('client-2', BYE_CLIENT, { host: 'client', ...whenListening('server-2', 5000) }),
            ],
            steps: [
              {
                when: { event: 'ended', actor: 'client' },
                actions: [{ action: 'signal', actor: 'server', signal: 'SIGINT' }],
              },
            ],
          }),
        });
        expect(run.faults).toEqual([]);
        const binds = model.callsOf('server-2').filter(({ kind }) => kind === 'bind');
        expect(binds[0]?.error).toBe(reuse ? undefined : 'EADDRINUSE');
        expect(endsOf(model)).toEqual(
          reuse
            ? ['server: signal SIGINT', 'client: exited 0', 'server-2: signal SIGINT', 'client-2: exited 0']
            : ['server: signal SIGINT', 'client: exited 0', 'server-2: exited 1', 'client-2: not ended'],
        );
      },
      TEST_TIMEOUT,
    );
  }
});
