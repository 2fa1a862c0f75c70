/** Names, addresses, and how connections come about or do not. */
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
const idle = { limits: { idle: 2 } };
const echo = peerActor('echo', { port: 5002 });

describe('connection-refused', () => {
  itFinds('the other family, in Python and in Node', async () => {
    const connect = python(`import socket; socket.create_connection(('::1', 5002))`);
    const peer = peerActor('echo', { port: 5002, host: '127.0.0.1' }, { host: 'localhost' });
    const client = on('client', connect, { host: 'localhost' });
    expectExample(
      await bench.play({ seed: 'seed', scene: scene({ actors: [peer, client] }) }),
      'connection-refused',
    );
    const node = await bench.source(
      'client.mjs',
      `import { connect } from 'node:net'; connect(5002, '::1').on('error', () => process.exit(1));`,
    );
    const again = scene({ actors: [peer, on('client', node, { host: 'localhost' })] });
    expectExample(await bench.play({ seed: 'seed', scene: again }), 'connection-refused');
  });

  itFinds('another port, nobody, a foreign address, its own host', async () => {
    const run = await bench.run(
      python(`
import socket
for target in [('server.lab', 5003), ('192.0.2.7', 80), ('127.0.0.1', 5002)]:
    try: socket.create_connection(target)
    except OSError: pass
`),
      { peers: [{ name: 'echo', options: { port: 5002 } }] },
    );
    const all = run.findings.filter(({ rule }) => rule === 'connection-refused').map(({ text }) => text);
    expect(all[0]).toContain('no program listens on port 5003 of server. echo listens on port 5002 there.');
    expect(all.some((text) => text.includes('no host of this network has this address'))).toBe(true);
    expect(all.some((text) => text.includes('of the host on which the program itself runs'))).toBe(true);
    const nobody = await bench.run(python(`import socket; socket.create_connection(('server.lab', 7000))`));
    expect(found(nobody, 'connection-refused').text).toMatch(
      /^connect\(\) \(call \d+\) to 10\.0\.0\.1:7000 was refused \(packet \d+\), and so was \[fd00::1\]:7000: no program listens on port 7000 of server\.$/,
    );
    expect(nobody.findings.map(({ rule }) => rule)).toEqual(['connection-refused', 'crash']);
  });

  itFinds('not a client that tries the next address, or waits for the server', async () => {
    const server = python(`
import socket
s = socket.create_server(('10.0.0.1', 5000))
c, _ = s.accept()
c.sendall(b'hello')
c.close()
`);
    const client = python(`
import socket
for address in ['fd00::1', '10.0.0.1']:
    try: c = socket.create_connection((address, 5000)); break
    except OSError: pass
while c.recv(100): pass
`);
    expectNothing(await bench.both(server, client));
  });
});

describe('connection-refused by a server of IPv6 only', () => {
  itFinds('names the server, and how to reach it', async () => {
    const server = python(`
import socket
s = socket.create_server(('::', 5000), family=socket.AF_INET6)
s.accept()
`);
    const client = python(`import socket; socket.create_connection(('10.0.0.1', 5000))`);
    const run = await bench.both(server, client);
    const { text, change } = found(run, 'connection-refused');
    expect(text).toContain('server listens at [::]:5000, which is the other IP family.');
    expect(change).toContain('or connect over IPv6.');
  });
});

describe('name-not-found', () => {
  itFinds('a name of another place', async () => {
    const run = await bench.run(python(`import socket; socket.create_connection(('pmu.example.org', 5002))`));
    expectExample(run, 'name-not-found');
    expect(run.findings.map(({ rule }) => rule)).toEqual(['name-not-found', 'crash']);
  });
  itFinds('not a name that the resolver completes, or one that the program can do without', async () => {
    const run = await bench.run(
      python(`
import socket
try: socket.getaddrinfo('nobody.example.org', 80)
except socket.gaierror: pass
socket.getaddrinfo('server.lab', 80)
`),
    );
    expectNothing(run);
  });
});

describe('accept-queue-full', () => {
  itFinds('a server that does not accept', async () => {
    const server = python(`
import signal, socket
s = socket.socket()
s.bind(('', 5000))
s.listen(0)
signal.pause()
`);
    const client = python(`
import socket
held = [socket.create_connection(('server.lab', 5000), timeout=2) for _ in range(4)]
`);
    const run = await bench.both(server, client, { idle: 4 });
    expectExample(run, 'accept-queue-full');
    expect(run.findings.map(({ rule }) => rule)).not.toContain('syn-unanswered');
  });
  itFinds('not a server of another host whose queue is full too', async () => {
    // The client asks the first server; that of the second host fills its own queue from within.
    const full = python(`
import signal, socket
s = socket.socket()
s.bind(('', 5000))
s.listen(0)
held = [socket.create_connection(('127.0.0.1', 5000)) for _ in range(1)]
signal.pause()
`);
    const client = python(`
import socket
try: socket.create_connection(('10.0.0.1', 5000), timeout=2.5)
except OSError: pass
`);
    const actors = [
      on('full', full, { host: 'other', limits: { idle: 8 } }),
      on('client', client, { limits: { idle: 4 }, ...whenListening('full') }),
    ];
    const hosts = [
      { name: 'server', names: [], silent: [5000] },
      { name: 'client', names: [] },
      { name: 'other', names: [] },
    ];
    const run = await bench.play({ seed: 'seed', scene: scene({ hosts, actors }) });
    expect(run.findings.map(({ rule }) => rule)).toEqual(['syn-unanswered']);
  });
});

describe('connect-under-way', () => {
  const non = (rest: string): string => `
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(5002)};
  inet_pton(AF_INET, "10.0.0.1", &a.sin_addr);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  int n = connect(fd, (void *)&a, sizeof a);
  ${rest}
}`;
  itFinds('EINPROGRESS taken for a failure', async () => {
    const program = await bench.source('client.c', non('if (n) { perror("connect"); return 1; }'));
    expectExample(await bench.run(program, { peers: [echo] }), 'connect-under-way');
  });
  itFinds('not a program that gives up before the answer comes', async () => {
    const program = await bench.source('client.c', non('close(fd); return n ? 1 : 0;'));
    const filter = 'tcp.flags.syn == 1 && tcp.flags.ack == 1';
    const impairments = [{ kind: 'drop', from: 'server', to: 'client', filter, packets: [1] } as const];
    const run = await bench.play({
      seed: 'seed',
      scene: scene({ actors: [echo, on('client', program)], impairments }),
    });
    expect(run.findings.map(({ rule }) => rule)).not.toContain('connect-under-way');
  });
  itFinds('not a program that waits, and then fails for another reason', async () => {
    const program = await bench.source(
      'client.c',
      non(
        'int e, size = sizeof e; struct pollfd p = {fd, POLLOUT, 0}; poll(&p, 1, -1); getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, (void *)&size); close(fd); return n == -1 && e == 0 ? 3 : 1;',
      ),
    );
    expectNothing(await bench.run(program, { peers: [echo] }));
  });
});

describe('address-in-use', () => {
  const listen = (more = ''): ReturnType<typeof python> =>
    python(`
import signal, socket
s = socket.socket()
${more}
s.bind(('', 5000))
s.listen(5)
signal.pause()
`);
  itFinds('another program that listens', async () => {
    const actors = [
      on('first', listen(), { host: 'server', ...idle }),
      on('second', listen(), { host: 'server', ...whenListening('first') }),
    ];
    const run = await bench.play({ seed: 'seed', scene: scene({ actors }) });
    expectExample(run, 'address-in-use');
    expect(found(run, 'address-in-use').actor).toBe('second');
  });
  itFinds('a connection in TIME_WAIT', async () => {
    const run = await bench.run(
      python(`
import socket
def serve():
    s = socket.socket()
    s.bind(('127.0.0.1', 5000))
    s.listen(5)
    c = socket.create_connection(('127.0.0.1', 5000))
    a, _ = s.accept()
    a.close()
    c.recv(1)
    c.close()
    s.close()
serve()
serve()
`),
      { network: 'localhost' },
    );
    expect(found(run, 'address-in-use').text).toMatch(
      /a connection of that port is still remembered.*because this end closed it first\.$/,
    );
    expect(found(run, 'address-in-use').change).toContain('SO_REUSEADDR');
  });
  itFinds('nothing of TIME_WAIT where SO_REUSEADDR is set, nor of a socket at another address', async () => {
    const run = await bench.run(
      python(`
import socket
other = socket.socket()
other.bind(('127.0.0.2', 5000))
other.listen()
a = socket.socket()
a.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
a.bind(('127.0.0.1', 5000))
a.listen()
b = socket.socket()
b.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
b.bind(('127.0.0.1', 5000))
`),
    );
    const { text, change, evidence } = found(run, 'address-in-use');
    expect(text).toContain('the program itself has a socket there that listens');
    expect(change).not.toContain('SO_REUSEADDR');
    const [, holder] = evidence;
    expect(run.model.call((holder as { call: number }).call)?.socket?.local).toBe('127.0.0.1:5000');
  });
  itFinds('not a program that takes the next port', async () => {
    expectNothing(
      await bench.run(
        python(`
import socket
a = socket.create_server(('', 5000))
b = socket.socket()
for port in [5000, 5001]:
    try: b.bind(('', port)); break
    except OSError: pass
`),
      ),
    );
  });
});

describe('port-shared', () => {
  const share = (option: string): ReturnType<typeof python> =>
    python(`
import signal, socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.${option}, 1)
s.bind(('', 5000))
s.listen(5)
signal.pause()
`);
  itFinds('two listening sockets', async () => {
    const actors = [
      on('first', share('SO_REUSEPORT'), { host: 'server', ...idle }),
      on('second', share('SO_REUSEPORT'), { host: 'server', ...idle, ...whenListening('first') }),
    ];
    const run = await bench.play({ seed: 'seed', scene: scene({ actors }) });
    expectExample(run, 'port-shared');
    expectNothing(run);
  });
});
