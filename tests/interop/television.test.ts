/** The television on computers with a network, between programs that behave as those of a course do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OwnNetwork } from '../command/own-network.ts';
import { MAIN, start, TIMEOUT } from '../command/wireside.ts';
import type { Command } from '../command/wireside.ts';
import { has } from './software.test.helper.ts';

let network: OwnNetwork | undefined;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-television-'));
});
afterEach(async () => {
  await network?.close();
  network = undefined;
  rmSync(folder, { recursive: true });
});

/** A command, and all that it has printed so far. */
class Running {
  readonly #command: Command;
  text = '';

  constructor(command: Command) {
    this.#command = command;
    for (const stream of [command.child.stdout!, command.child.stderr!]) {
      stream.on('data', (piece: string) => {
        this.text += piece;
      });
    }
  }

  /** Resolves when it has printed what matches. */
  async prints(wanted: RegExp): Promise<void> {
    await vi.waitFor(
      () => {
        if (!wanted.test(this.text)) throw new Error(`no ${wanted} in: ${this.text}`);
      },
      { timeout: TIMEOUT / 2, interval: 20 },
    );
  }

  /** Resolves with all that it has printed when it has ended. */
  async ended(): Promise<string> {
    await this.#command.said;
    return this.text;
  }
}

const here = (...words: string[]): Running => new Running(network!.start(words));
const there = (...words: string[]): Running => new Running(network!.startThere(words));
const ours = (...words: string[]): string[] => [process.execPath, MAIN, ...words];

/** The station of a course, as it was: it neither binds nor joins, and sends where the routing table leads. */
const STATION = `
import socket, struct, sys, time
group, port, interval = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, struct.pack('b', 10))
while True:
    for line in ('Two households', '', 'RWND...'):
        s.sendto(b'swcmTV' + line.encode(), (group, port))
        time.sleep(interval)`;
const station = ['python3', '-c', STATION, '224.1.1.1', '10505', '0.05'];

/** A student's sender: each line of the second argument is a datagram. */
const SENDER = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 5)
for line in sys.argv[2].split('\\n'):
    s.sendto(sys.argv[1].encode() + line.encode(), ('224.1.1.1', 10505))`;
const sender = (text: string): string[] => ['python3', '-c', SENDER, '123456', text];

/** A student's receiver; words after the program: `join`, `reuse`. It prints the TTL and the sender too. */
const RECEIVER = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
if 'reuse' in sys.argv: s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.setsockopt(socket.IPPROTO_IP, 12, 1)  # IP_RECVTTL, which Python does not name
s.bind(('', 10505))
if 'join' in sys.argv:
    s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('224.1.1.1') + bytes(4))
print('ready', flush=True)
while True:
    text, data, _, (address, port) = s.recvmsg(2000, 100)
    print('ttl', data[0][2][0], 'from', address, port, text.decode()[:40], flush=True)
    if text == b'enough': break`;
const receiver = (...words: string[]): string[] => ['python3', '-c', RECEIVER, ...words];

/** Tells a receiver on the same computer that it has received enough. */
const ENOUGH = [
  'python3',
  '-c',
  `import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'enough', ('10.9.0.1', 10505))`,
];

const JOINED = /joined 224\.1\.1\.1 on eth0 \(10\.9\.0\.1\)/;
/** Whether programs in the network may capture. */
const MAY_CAPTURE = process.getuid?.() === 0 && has('tcpdump');
/** A command without the right to capture. */
const WITHOUT_CAPTURE = ['setpriv', '--bounding-set=-net_raw', '--inh-caps=-net_raw'];

function itMayCapture(name: string, test: () => Promise<void>): void {
  if (MAY_CAPTURE) itNeedsNamespaces(name, test, TIMEOUT);
  else it.skip(`${name} (needs root and tcpdump)`, test);
}

describe('on a computer with a default route', () => {
  itNeedsNamespaces(
    'receiver, recorder and answerer hear a station of the network and a student of this computer',
    async () => {
      network = await OwnNetwork.open('two computers');
      const listeners = [
        here(...ours('receiver', '224.1.1.1', '10505', '--verbose')),
        here(...ours('serve', 'tv-recorder')),
        here(...ours('serve', 'tv-answerer', '--threshold', '100')),
      ] as const;
      await Promise.all(listeners.map((one) => one.prints(JOINED)));
      const student = there(...receiver('join'));
      await student.prints(/ready/);
      there(...station);
      here(...sender('x'.repeat(101)));
      const [printed, recorder] = listeners;
      await printed.prints(/^swcmTVTwo households$/m);
      await printed.prints(/^swcmTV$/m);
      await printed.prints(/^123456x{101}$/m);
      await printed.prints(/^swcmTVWe have heard you, 123456/m);
      await recorder.prints(/from 10\.9\.0\.2:\d+ 20 bytes: swcmTVTwo households \(from swcmTV\)/);
      await recorder.prints(/from 10\.9\.0\.1:\d+ 107 bytes.*\(from 123456\)/);
      await recorder.prints(/from 10\.9\.0\.1:\d+ 65 bytes: swcmTVWe have heard you/);
      await student.prints(/^ttl 10 from 10\.9\.0\.1 \d+ swcmTVWe have heard you/m);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'our station and our sender go where the routing table leads, with their TTL',
    async () => {
      network = await OwnNetwork.open('two computers');
      const student = there(...receiver('join'));
      await student.prints(/ready/);
      here(...ours('serve', 'tv', '--interval', '0.05'));
      await student.prints(/^ttl 10 from 10\.9\.0\.1 (?!10505)\d+ swcmTV/m);
      here(...ours('serve', 'tv', '--interval', '0.05', '--ttl', '3', '--id', 'OTHER1'));
      await student.prints(/^ttl 3 from 10\.9\.0\.1 \d+ OTHER1/m);
      here('bash', '-c', `echo hello | "${process.execPath}" "${MAIN}" sender 224.1.1.1 10505 123456`);
      await student.prints(/^ttl 10 from 10\.9\.0\.1 \d+ 123456hello$/m);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'a receiver beside our station that never joins hears nothing',
    async () => {
      network = await OwnNetwork.open('two computers');
      const [loner, member] = [here(...receiver()), there(...receiver('join'))];
      await Promise.all([loner.prints(/ready/), member.prints(/ready/)]);
      here(...ours('serve', 'tv', '--interval', '0.05'));
      // What leaves this computer has been offered to its own sockets before.
      await member.prints(/(swcmTV.*\n[^]*){5}/);
      here(...ENOUGH);
      expect(await loner.ended()).toMatch(/^ready\nttl \d+ from 10\.9\.0\.1 \d+ enough\n$/);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'our receiver says where it hears nothing',
    async () => {
      network = await OwnNetwork.open('two computers');
      const listener = here(...ours('receiver', '224.1.1.1', '10505'));
      const silent = 'receiver: nothing has come to 224.1.1.1:10505 on eth0 (10.9.0.1) for 5 s\n';
      await listener.prints(/\n/);
      there(...station);
      await listener.prints(/RWND/);
      expect(listener.text.startsWith(`${silent}swcmTV`)).toBe(true);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    '--interface takes a name or an address',
    async () => {
      network = await OwnNetwork.open('two computers');
      const inside = here(...ours('receiver', '224.1.1.1', '10505', '--interface', '127.0.0.1', '--verbose'));
      const outside = here(...ours('serve', 'tv-recorder', '--interface', 'eth0'));
      await Promise.all([
        inside.prints(/joined 224\.1\.1\.1 on lo \(127\.0\.0\.1\)/),
        outside.prints(JOINED),
      ]);
      const words = ['serve', 'tv', '--interval', '0.05', '--id'];
      here(...ours(...words, 'inside', '--interface', 'lo'));
      here(...ours(...words, 'outsid', '--interface', '10.9.0.1'));
      await Promise.all([inside.prints(/^inside/m), outside.prints(/\(from outsid\)/)]);
      // The receiver may print `outsid` too: a socket gets what its computer has joined (ip(7), IP_MULTICAST_ALL).
      expect(outside.text).not.toContain('inside');
      const wrong = here(...ours('receiver', '224.1.1.1', '10505', '--interface', 'wlan0'));
      expect(await wrong.ended()).toContain('one of lo (127.0.0.1), eth0 (10.9.0.1)');
    },
    TIMEOUT,
  );
});

/** Receivers that do not set SO_REUSEADDR, in other languages: a file, and the commands that run it. */
const C_RECEIVER = `
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
int main(void) {
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(10505)};
  if (bind(s, (void *)&at, sizeof at) != 0) return perror("bind"), 1;
  struct ip_mreq group = {inet_addr("224.1.1.1"), {INADDR_ANY}};
  if (setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group) != 0) return perror("join"), 1;
  char text[2000];
  for (;;) {
    ssize_t n = recv(s, text, sizeof text, 0);
    printf("%.*s\\n", (int)n, text);
    fflush(stdout);
  }
}`;
const JAVA_RECEIVER = `
import java.net.*;
public class Receiver {
  public static void main(String[] words) throws Exception {
    MulticastSocket socket = new MulticastSocket(null);
    socket.setReuseAddress(false);
    socket.bind(new InetSocketAddress(10505));
    socket.joinGroup(InetAddress.getByName("224.1.1.1"));
    byte[] text = new byte[2000];
    while (true) {
      DatagramPacket packet = new DatagramPacket(text, text.length);
      socket.receive(packet);
      System.out.println(new String(text, 0, packet.getLength(), "UTF-8"));
    }
  }
}`;

/** Starts the recorder and the answerer; resolves when they have joined. */
async function listenHere(...before: string[]): Promise<readonly [Running, Running]> {
  const both = [
    here(...before, ...ours('serve', 'tv-recorder')),
    here(...before, ...ours('serve', 'tv-answerer')),
  ] as const;
  await Promise.all(both.map((one) => one.prints(JOINED)));
  return both;
}

describe('the recorder and the answerer, beside a receiver without SO_REUSEADDR', () => {
  const lets = async (file: string, text: string, build: readonly string[], run: readonly string[]) => {
    network = await OwnNetwork.open('two computers');
    writeFileSync(join(folder, file), text);
    if (build.length > 0) expect(await start(build).said).toMatchObject({ code: 0 });
    const [recorder, answerer] = await listenHere();
    for (const one of [recorder, answerer]) expect(one.text).toContain('leaves the port free');
    const student = here(...run);
    there(...station);
    await student.prints(/swcmTVTwo households/);
    here(...sender('x'.repeat(301)));
    await recorder.prints(/\(from 123456\)/);
    await student.prints(/swcmTVWe have heard you, 123456/);
  };

  itMayCapture('let one in Python bind', () =>
    lets('receiver.py', RECEIVER, [], ['python3', join(folder, 'receiver.py'), 'join']),
  );
  if (has('gcc')) {
    itMayCapture('let one in C bind', () => {
      const [source, program] = [join(folder, 'receiver.c'), join(folder, 'receiver')];
      return lets('receiver.c', C_RECEIVER, ['gcc', '-o', program, source], [program]);
    });
  } else it.skip('let one in C bind (needs gcc)');
  if (has('java')) {
    itMayCapture('let one in Java bind', () =>
      lets('Receiver.java', JAVA_RECEIVER, [], ['java', join(folder, 'Receiver.java')]),
    );
  } else it.skip('let one in Java bind (needs java)');

  itMayCapture('hear what comes in fragments, and what was bound before them', async () => {
    network = await OwnNetwork.open('two computers');
    const student = here(...receiver('join'));
    await student.prints(/ready/);
    const [recorder] = await listenHere();
    here(...sender('y'.repeat(5000)));
    await recorder.prints(/from 10\.9\.0\.1:\d+ 5,006 bytes: 123456yyy.*\(from 123456\)/);
    there(...sender('z'.repeat(60_000)));
    await recorder.prints(/from 10\.9\.0\.2:\d+ 60,006 bytes: 123456zzz.*\(from 123456\)/);
    await student.prints(/123456zzz/);
  });

  itNeedsNamespaces(
    'hold the port without the right to capture, and say so',
    async () => {
      network = await OwnNetwork.open('two computers');
      const [recorder, answerer] = await listenHere(...WITHOUT_CAPTURE);
      for (const one of [recorder, answerer])
        expect(one.text).toContain('holds the port: a receiver on this computer needs SO_REUSEADDR');
      expect(await here(...receiver('join')).ended()).toContain('Address already in use');
      const student = here(...receiver('join', 'reuse'));
      await student.prints(/ready/);
      there(...station);
      await Promise.all([student.prints(/Two households/), recorder.prints(/\(from swcmTV\)/)]);
    },
    TIMEOUT,
  );
});

itNeedsNamespaces(
  'on a computer without a route, everything works on lo',
  async () => {
    network = await OwnNetwork.open('lo alone');
    const listeners = [
      here(...ours('receiver', '224.1.1.1', '10505', '--verbose')),
      here(...ours('serve', 'tv-recorder')),
      here(...ours('serve', 'tv-answerer', '--threshold', '100')),
    ] as const;
    await Promise.all(listeners.map((one) => one.prints(/joined 224\.1\.1\.1 on lo \(127\.0\.0\.1\)/)));
    const [printed, recorder] = listeners;
    here(...ours('serve', 'tv', '--interval', '0.05'));
    const line = 'x'.repeat(101);
    here('bash', '-c', `echo ${line} | "${process.execPath}" "${MAIN}" sender 224.1.1.1 10505 123456`);
    await printed.prints(/^swcmTVWe have heard you, 123456/m);
    await recorder.prints(/from 127\.0\.0\.1:\d+ .*\(from swcmTV\)/);
    await recorder.prints(/from 127\.0\.0\.1:\d+ 107 bytes.*\(from 123456\)/);
  },
  TIMEOUT,
);
