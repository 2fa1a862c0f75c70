/** Several programs of one command line: who starts when, who gets the input, and how it ends. */
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { TIMEOUT } from '../command/wireside.ts';
import { ProgramFolder } from './run-in.test.helper.ts';

let own: ProgramFolder;
beforeAll(() => {
  own = new ProgramFolder();
  // It takes a while until it listens, as a JVM does.
  own.write(
    'server.py',
    `import socket, sys, time
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
time.sleep(1)
server.bind(('', int(sys.argv[1])))
server.listen()
while True:
    connection, _ = server.accept()
    print('a client', flush=True)
    while data := connection.recv(100): connection.sendall(data.upper())
    connection.close()
`,
  );
  own.write(
    'client.py',
    `import socket, sys
connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))
for line in sys.stdin:
    connection.sendall(line.encode())
    print(connection.recv(100).decode(), end='', flush=True)
`,
  );
  own.write(
    'udp-server.py',
    `import socket, time
time.sleep(1)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('', 6000))
data, sender = s.recvfrom(100)
s.sendto(data[::-1], sender)
`,
  );
  own.write(
    'udp-client.py',
    `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(b'abc', ('server.lab', 6000))
print(s.recvfrom(100)[0].decode())
`,
  );
});
afterAll(() => own.remove());

const SERVER = ['--on', 'server', 'python3 server.py 5000'];

describe('--on', () => {
  itNeedsNamespaces(
    'starts a client when the server listens, gives it the input, and ends the server after it',
    async () => {
      const { code, stdout, stderr, model } = await own.run(
        [...SERVER, '--on', 'client', 'python3 client.py server.lab 5000'],
        { input: 'one\ntwo\n' },
      );
      expect(code, stderr).toBe(0);
      expect(stdout).toBe('server│ a client\nclient│ ONE\nclient│ TWO\n');
      expect(stderr).toContain(
        '-- server ended by Ctrl-C when the scene was over\n-- client ended with status 0\n',
      );
      const [connection] = model().connections;
      expect(connection?.client).toMatchObject({ actor: 'client', host: 'client' });
      expect(connection?.server).toMatchObject({ actor: 'server', endpoint: '10.0.0.1:5000' });
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'puts several programs on one host, and on one lo',
    async () => {
      const { code, stdout, stderr, model } = await own.run(
        [
          '--on',
          'localhost',
          'python3 server.py 5000',
          '--on',
          'localhost',
          'python3 client.py localhost 5000',
        ],
        { input: 'one\n' },
      );
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('localhost-2│ ONE\n');
      expect(model().run.network).toBe('localhost');
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'waits for a UDP server too',
    async () => {
      const { code, stdout, stderr } = await own.run([
        '--on',
        'server',
        'python3 udp-server.py',
        '--on',
        'client',
        'python3 udp-client.py',
      ]);
      expect([code, stdout], stderr).toEqual([0, 'client│ cba\n']);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'starts a client when the server has failed: it then sees that there is none',
    async () => {
      const { code, stderr } = await own.run([
        '--on',
        'server',
        'python3 no-such.py',
        '--on',
        'client',
        'python3 client.py server.lab 5000',
      ]);
      expect(code).toBe(1);
      expect(stderr).toContain('-- server ended with status 2\n-- client ended with status 1\n');
      expect(stderr).toContain('ConnectionRefusedError');
    },
    TIMEOUT,
  );
});

describe('--peer', () => {
  itNeedsNamespaces(
    'is a server for a program, or a client of it',
    async () => {
      const [server, client] = await Promise.all([
        own.run(['--peer', 'echo,port=5000', '--', 'python3', 'client.py', 'server.lab', '5000'], {
          input: 'hi\n',
        }),
        own.run(['--peer', 'echo-client,port=5000', '--', 'python3', 'server.py', '5000']),
      ]);
      expect([server.code, server.stdout], server.stderr).toEqual([0, 'hi\n']);
      expect(client.code, client.stderr).toBe(0);
      expect(client.stdout).toContain('echo-client│ received 8 bytes: ONE SENT\n');
      expect(client.model().actor('server')).toMatchObject({
        kind: 'program',
        host: 'server',
        role: 'server',
      });
    },
    TIMEOUT,
  );
});

describe('the input and the output', () => {
  itNeedsNamespaces(
    'are live',
    async () => {
      const answers = ['Ada\n', 'more\n'];
      const script = 'echo name?; read name; echo "hello $name"; read rest; echo "then $rest"';
      const { code, stdout } = await own.run(['--', 'sh', '-c', script], {
        onText: (text, _, type) => {
          const asked = text.includes('hello Ada') ? 2 : text.includes('name?') ? 1 : 0;
          if (asked > 2 - answers.length) type(answers.shift()!);
        },
      });
      expect([code, stdout]).toEqual([0, 'name?\nhello Ada\nthen more\n']);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'end by Ctrl-C, and the second one kills',
    async () => {
      const once = await own.run(['--', 'sh', '-c', 'echo on; sleep 60'], {
        onText: (text, kill) => void (text === 'on\n' && kill('SIGINT')),
      });
      expect([once.code, once.stdout]).toEqual([1, 'on\n']);
      expect(once.stderr).toContain('-- the program was killed by SIGINT; 0 packets\n');
      const twice = await own.run(
        ['--', 'sh', '-c', 'trap "echo again" INT; echo on; while :; do sleep 1; done'],
        {
          onText: (text, kill) =>
            void ((text.endsWith('on\n') || text.endsWith('again\n')) && kill('SIGINT')),
        },
      );
      expect(twice.code).toBe(130);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'say what a program waited for that did nothing',
    async () => {
      const { code, stderr } = await own.run(['--idle', '1', '--', 'python3', 'server.py', '5000']);
      expect(code).toBe(1);
      expect(stderr).toContain(
        `-- the program was stopped: limit "idle" exceeded; 0 packets
-- 1 s without any activity; the program waited in accept4() on 0.0.0.0:5000. More time: --idle SECONDS, or none
`,
      );
    },
    TIMEOUT,
  );
});

describe('a scene file', () => {
  itNeedsNamespaces(
    'is played with what the command line says',
    async () => {
      own.write(
        'pair.yaml',
        `actors:
  server:
    run: python3 server.py 5000
  client:
    run: python3 client.py server.lab 5000
    start: { listening: server }
    input: { text: "from the file\\n" }
`,
      );
      const { code, stdout, stderr, model } = await own.run(['pair.yaml', '--seed', 'mine']);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('client│ FROM THE FILE\n');
      expect(model().run.seed).toBe('mine');
    },
    TIMEOUT,
  );
});
