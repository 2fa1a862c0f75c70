/** What a scene does to the wire, and what happens on it: loss, silence, a wire that is down, lookups, foreign addresses. */
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { describe, expect } from 'vitest';
import {
  ECHO_SERVER,
  endsOf,
  expectJoined,
  on,
  python,
  scene,
  stdoutOf,
  TEST_TIMEOUT,
  TestBench,
  whenListening,
} from './scenes.test.helper.ts';

const own = new TestBench();

describe('loss', () => {
  itNeedsNamespaces(
    'of exactly the third data segment: it is sent again, and nothing else is',
    async () => {
      const client = python(`
import socket
with socket.create_connection(('server.lab', 5000)) as connection:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for number in range(5):
        connection.sendall(b'%d' % number)
        print(connection.recv(1).decode())`);
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [on('server', ECHO_SERVER), on('client', client, whenListening('server', 5000))],
          impairments: [{ kind: 'drop', from: 'client', to: 'server', filter: 'tcp.len > 0', packets: [3] }],
        }),
      });
      expect(run).toMatchObject({ faults: [], impairments: [{ kind: 'drop', dropped: 1 }] });
      expect(stdoutOf(model, 'client')).toBe('0\n1\n2\n3\n4\n');
      const connection = model.connections.find(({ server }) => server.actor === 'server')!;
      expectJoined(connection, { toServer: 5, toClient: 5 });
      const again = connection.toServer.packets.filter(({ retransmission }) => retransmission);
      expect(again.map(({ offset }) => offset)).toEqual([2]);
    },
    TEST_TIMEOUT,
  );
});

/** Connects to two ports, and prints how that went. */
const TRIES = python(`
import socket
for port in [4000, 5000]:
    connection = socket.socket(); connection.settimeout(1)
    try: connection.connect(('10.0.0.1', port)); print(port, 'connected')
    except OSError as error: print(port, type(error).__name__)`);

describe('a port', () => {
  itNeedsNamespaces(
    'without a listener refuses, and one behind a firewall says nothing',
    async () => {
      const plain = scene({ actors: [on('client', TRIES)] });
      const [first, ...rest] = plain.hosts;
      const { run, model, stdout } = await own.play({
        seed: 'seed',
        scene: { ...plain, hosts: [{ ...first!, silent: [5000] }, ...rest] },
      });
      expect(run.faults).toEqual([]);
      expect(stdout).toBe('4000 ConnectionRefusedError\n5000 TimeoutError\n');
      expect(model.connections[0]?.toClient.reset).toBeDefined();
      expect(model.connections[1]?.toClient.reset).toBeUndefined();
    },
    TEST_TIMEOUT,
  );
});

describe('a wire', () => {
  itNeedsNamespaces(
    'that is taken down and up again only delays what is sent meanwhile',
    async () => {
      const client = python(`
import socket
connection = socket.create_connection(('10.0.0.1', 5000))
connection.sendall(b'one'); print(connection.recv(3).decode(), flush=True)
input()
connection.sendall(b'two'); print('sent', flush=True)
print(connection.recv(3).decode(), flush=True)`);
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [
            on('server', ECHO_SERVER),
            on('client', client, { input: 'open', ...whenListening('server', 5000) }),
          ],
          steps: [
            {
              when: { event: 'printed', actor: 'client', line: 'one' },
              actions: [
                { action: 'wire', host: 'client', state: 'down' },
                { action: 'type', actor: 'client', line: '' },
              ],
            },
            {
              when: {
                event: 'all',
                of: [
                  { event: 'printed', actor: 'client', line: 'sent' },
                  { event: 'pause', seconds: 0.3 },
                ],
              },
              actions: [{ action: 'wire', host: 'client', state: 'up' }],
            },
          ],
        }),
      });
      expect(run.faults).toEqual([]);
      expect(stdoutOf(model, 'client')).toBe('one\nsent\ntwo\n');
      expect(model.trace.scene.map(({ event }) => event)).toEqual(
        expect.arrayContaining(['wire-down', 'wire-up']),
      );
    },
    TEST_TIMEOUT,
  );
});

describe('an address or a name that the scene does not have', () => {
  itNeedsNamespaces(
    'answers by a reset, and the lookup is recorded',
    async () => {
      const { run, model, stdout } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [
            on(
              'client',
              python(`
import socket
for server in ['192.0.2.7', 'tcpip.example.org']:
    try: socket.create_connection((server, 5000), timeout=5); print('connected')
    except OSError as error: print(type(error).__name__)`),
            ),
          ],
        }),
      });
      expect(run.faults).toEqual([]);
      expect(stdout.split('\n')[0]).toBe('ConnectionRefusedError');
      expect(model.trace.lookups.map(({ name }) => name)).toContain('tcpip.example.org');
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'is refused on localhost, where that means ::1 alone and the server has 127.0.0.1',
    async () => {
      const local = { host: 'localhost' };
      const client = python(`
import socket
try: socket.create_connection(('localhost', 5000))
except ConnectionRefusedError: print('refused')
connection = socket.create_connection(('127.0.0.1', 5000))
connection.sendall(b'x'); print(connection.recv(1).decode(), connection.getpeername()[0])`);
      const server = python(`
import socket
server = socket.create_server(('127.0.0.1', 5000))
while True:
    connection, _ = server.accept()
    connection.sendall(connection.recv(1)); connection.close()`);
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          hosts: [{ name: 'localhost', names: [], localhost: 'ipv6' }],
          actors: [
            on('server', server, { ...local, role: 'server' }),
            on('client', client, { ...local, ...whenListening('server', 5000) }),
          ],
        }),
      });
      expect(run).toMatchObject({ faults: [], network: 'localhost' });
      expect(stdoutOf(model, 'client')).toBe('refused\nx 127.0.0.1\n');
      const [first] = model.connections;
      expect(first).toMatchObject({ server: { endpoint: '[::1]:5000' } });
      expect(first?.toClient.reset).toBeDefined();
      expect(endsOf(model)[1]).toBe('client: exited 0');
    },
    TEST_TIMEOUT,
  );
});
