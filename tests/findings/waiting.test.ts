/** Who waits for what. */
import { describe, expect } from 'vitest';
import {
  expectExample,
  expectNothing,
  FindingsBench,
  found,
  itFinds,
  on,
  peerActor,
  python,
  scene,
  whenListening,
} from './findings.test.helper.ts';

const bench = new FindingsBench();
/** A server on port 5000 that does this with its one connection, `c`. */
const server = (text: string): ReturnType<typeof python> =>
  python(`
import socket, time
s = socket.create_server(('', 5000))
c, _ = s.accept()
${text}
`);
/** A client that does this with its connection, `c`. */
const client = (text: string): ReturnType<typeof python> =>
  python(`
import select, socket, sys, time
c = socket.create_connection(('server.lab', 5000))
${text}
`);

describe('busy-loop', () => {
  const hello = server("c.sendall(b'hello')\nc.close()");
  itFinds('a client that goes on receiving', async () => {
    expectExample(await bench.both(hello, client('for _ in range(1000): c.recv(100)')), 'busy-loop');
  });
  itFinds('not a client that looks once more', async () => {
    expectNothing(await bench.both(hello, client('while c.recv(100): pass\nc.recv(100)')));
  });
});

describe('everyone-waits', () => {
  itFinds('a server that waits for the end, and a client that does not tell it', async () => {
    const run = await bench.both(
      server("data = b''\nwhile d := c.recv(100): data += d\nc.sendall(data)"),
      client("c.sendall(b'hello')\nc.recv(100)"),
    );
    expectExample(run, 'everyone-waits');
  });
  itFinds('two that read first', async () => {
    const run = await bench.both(server('c.recv(100)'), client('c.recv(100)'));
    expect(found(run, 'everyone-waits').text).toMatch(/Nothing was ever sent on this connection\.$/);
  });
  itFinds('a client that waits for a peer, which waits for it', async () => {
    const reader = await bench.source(
      'client.mjs',
      `import { connect } from 'node:net'; connect(5002, 'server.lab').on('data', console.log);`,
    );
    const wait = python(`import socket\nsocket.create_connection(('server.lab', 5002)).recv(100)`);
    const actors = [peerActor('echo', { port: 5002 }), on('client', wait, { limits: { idle: 2 } })];
    const run = await bench.play({ seed: 'seed', scene: scene({ actors }) });
    expect(found(run, 'everyone-waits').text).toMatch(
      /^The program and echo wait for each other: the program in recvfrom\(\) \(call \d+\) for echo, and echo for the program\. Nothing/,
    );
    // An event loop may wait for anything.
    const again = scene({ actors: [actors[0]!, on('client', reader, { limits: { idle: 1 } })] });
    expectNothing(await bench.play({ seed: 'seed', scene: again }));
  });
  itFinds(
    'not a client that waits for a server that computes, nor one that says when it has finished',
    async () => {
      expectNothing(
        await bench.both(
          server(
            "c.recv(100)\nend = time.time() + 1\nwhile time.time() < end: pass\nc.sendall(b'done')\nc.close()",
          ),
          client("c.sendall(b'hello')\nwhile c.recv(100): pass"),
        ),
      );
      expectNothing(
        await bench.both(
          server("data = b''\nwhile d := c.recv(100): data += d\nc.sendall(data)\nc.close()"),
          client("c.sendall(b'hello')\nc.shutdown(socket.SHUT_WR)\nwhile c.recv(100): pass"),
        ),
      );
    },
  );
});

describe('one-at-a-time', () => {
  const two = client(`
other = socket.create_connection(('server.lab', 5000), timeout=1.5)
other.sendall(b'hello')
try: print(other.recv(100))
except TimeoutError: print('no answer')
`);
  itFinds('a server that reads an idle connection', async () => {
    const one = python(`
import socket
s = socket.create_server(('', 5000))
while True:
    c, _ = s.accept()
    c.sendall(c.recv(100))
    c.close()
`);
    expectExample(await bench.both(one, two), 'one-at-a-time');
  });
  itFinds('not a server with threads', async () => {
    const many = python(`
import socket, threading
s = socket.create_server(('', 5000))
def serve(c):
    c.sendall(c.recv(100))
    c.close()
while True: threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
`);
    expectNothing(await bench.both(many, two));
  });
});

describe('nagle', () => {
  const answers = server(`
for _ in range(5):
    line = b''
    while not line.endswith(b'\\n'): line += c.recv(100)
    c.sendall(b'ok')
c.close()`);
  const rounds = (before: string, send: string): ReturnType<typeof python> =>
    client(`${before}\nfor _ in range(5):\n    ${send}\n    c.recv(10)\nc.recv(1)`);
  itFinds('two small sends for one request', async () => {
    expectExample(
      await bench.both(answers, rounds('', "c.sendall(b'key '); c.sendall(b'value\\n')")),
      'nagle',
    );
  });
  itFinds('not one send, and not with TCP_NODELAY', async () => {
    expectNothing(await bench.both(answers, rounds('', "c.sendall(b'key value\\n')")));
    const option = 'c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)';
    expectNothing(await bench.both(answers, rounds(option, "c.sendall(b'key '); c.sendall(b'value\\n')")));
  });
  itFinds('not a program that sleeps between its sends', async () => {
    expectNothing(
      await bench.both(answers, rounds('', "c.sendall(b'key '); time.sleep(.1); c.sendall(b'value\\n')")),
    );
  });
});

describe('output-at-end', () => {
  const slow = server("for i in range(4):\n    c.sendall(b'line %d\\n' % i)\n    time.sleep(.3)\nc.close()");
  itFinds('lines that are not flushed, in Python and in C', async () => {
    expectExample(
      await bench.both(slow, client("while d := c.recv(100): print(d.decode(), end='')")),
      'output-at-end',
    );
    const c = await bench.source(
      'client.c',
      `
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
int main(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), n;
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(5000)};
  char b[100];
  inet_pton(AF_INET, "10.0.0.1", &a.sin_addr);
  if (connect(fd, (void *)&a, sizeof a)) return 1;
  while ((n = recv(fd, b, sizeof b, 0)) > 0) printf("%.*s", n, b);
  return 0;
}`,
    );
    found(await bench.both(slow, c), 'output-at-end');
  });
  itFinds('not lines that are flushed, nor a result that needs all of them', async () => {
    expectNothing(
      await bench.both(slow, client("while d := c.recv(100): print(d.decode(), end='', flush=True)")),
    );
    expectNothing(await bench.both(slow, client('n = 0\nwhile d := c.recv(100): n += len(d)\nprint(n)')));
  });
});

describe('spinning', () => {
  const late = server("time.sleep(1)\nc.sendall(b'hello')\nc.close()");
  itFinds('a non-blocking receive in a loop', async () => {
    // Of so many that it is clear, whatever the machine does.
    const spin = client(`
c.setblocking(False)
refused = 0
while True:
    try:
        if not c.recv(100): break
    except BlockingIOError: refused += 1
    if refused == 2000: c.sendall(b'?')`);
    const asked = server("c.recv(1)\nc.sendall(b'hello')\nc.close()");
    expectExample(await bench.both(asked, spin), 'spinning');
  });
  itFinds('not one that waits', async () => {
    expectNothing(
      await bench.both(
        late,
        client(
          'c.setblocking(False)\nwhile True:\n    select.select([c], [], [])\n    if not c.recv(100): break',
        ),
      ),
    );
  });
});

describe('descriptors-leaked', () => {
  const serve = (rest: string): ReturnType<typeof python> =>
    python(`
import resource, socket
resource.setrlimit(resource.RLIMIT_NOFILE, (80, 80))
s = socket.create_server(('', 5000))
all = []
for _ in range(100):
    c, _ = s.accept()
    ${rest}
`);
  const many = python(`
import socket
for _ in range(100):
    try: socket.create_connection(('server.lab', 5000)).close()
    except OSError: break
`);
  itFinds('a server that closes nothing', async () => {
    expectExample(await bench.both(serve('all.append(c)'), many), 'descriptors-leaked');
  });
  itFinds('not one that closes', async () => {
    expectNothing(await bench.both(serve('c.close()'), many));
  });
});

describe('several programs', () => {
  itFinds('of which one is stopped: what happens to the others then is not theirs', async () => {
    const idle = on('server', server('c.recv(100)\nc.recv(100)'), { limits: { idle: 1 } });
    const other = on('client', client("c.sendall(b'x')\nprint(c.recv(1))\nraise ValueError"), {
      limits: { idle: 30 },
      ...whenListening('server'),
    });
    const run = await bench.play({ seed: 'seed', scene: scene({ actors: [idle, other] }) });
    expect(run.findings.map(({ rule }) => rule).filter((rule) => rule === 'crash')).toEqual([]);
  });
});

describe('would-block-taken-for-end', () => {
  // It sends more when the client has said that nothing was there.
  const slow = server("c.sendall(b'one')\nc.recv(1)\nc.sendall(b'two')\nc.recv(1)");
  const more = `
import fcntl, termios
c.sendall(b'?')
while not any(fcntl.ioctl(c, termios.FIONREAD, bytes(4))): time.sleep(.01)
c.close()
time.sleep(.5)`;
  const reads = (end: string): string => `
c.setblocking(False)
select.select([c], [], [])
while True:
    try:
        if not c.recv(100): break
    except BlockingIOError:
        ${end}`;
  itFinds('a client that stops at EAGAIN', async () => {
    const run = await bench.both(slow, client(reads('break') + more));
    expectExample(run, 'would-block-taken-for-end');
  });
  itFinds('not one that waits, nor one that has all it asked for', async () => {
    expectNothing(
      await bench.both(
        server("c.sendall(b'one')\nc.close()"),
        client(`${reads('break')}\nselect.select([c], [], [])\nc.recv(1)`),
      ),
    );
  });
});

describe('idle-connection-closed', () => {
  const impatient = server(
    "c.recv(100)\nc.sendall(b'ok')\nc.settimeout(1)\ntry: c.recv(100)\nexcept TimeoutError: pass\nc.close()\ntime.sleep(1)",
  );
  itFinds('a request on a connection that the server had closed', async () => {
    const late = client(
      "c.sendall(b'one')\nc.recv(10)\ntime.sleep(2.5)\nc.sendall(b'two')\ntry: print(c.recv(10))\nexcept OSError: pass",
    );
    expectExample(await bench.both(impatient, late), 'idle-connection-closed');
  });
  itFinds('not a client that sees the end', async () => {
    const careful = client("c.sendall(b'one')\nc.recv(10)\nwhile c.recv(10): pass");
    expectNothing(await bench.both(impatient, careful));
  });
});

describe('input-never-read', () => {
  const echo = peerActor('echo', { port: 5002 });
  const typing = (program: ReturnType<typeof python>): Parameters<typeof bench.play>[0] => ({
    seed: 'seed',
    scene: scene({
      actors: [echo, on('client', program, { input: 'open', limits: { idle: 3 } })],
      steps: [
        {
          // A moment later, when the program waits.
          when: {
            event: 'all',
            of: [
              { event: 'connected', actor: 'client' },
              { event: 'pause', seconds: 1 },
            ],
          },
          actions: [{ action: 'type', actor: 'client', line: 'hello' }],
        },
      ],
    }),
  });
  const chat = (loop: string): ReturnType<typeof python> =>
    python(`import select, socket, sys\nc = socket.create_connection(('server.lab', 5002))\n${loop}`);
  itFinds('a client that waits for the socket first', async () => {
    const run = await bench.play(typing(chat('while d := c.recv(100): print(d)')));
    expect(found(run, 'input-never-read').text).toContain('The line "hello');
  });
  itFinds('not one that waits for both', async () => {
    const run = await bench.play(
      typing(
        chat(
          'select.select([c, sys.stdin], [], [])\nc.sendall(sys.stdin.readline().encode())\nc.recv(100)\nc.close()',
        ),
      ),
    );
    expectNothing(run);
  });
});
