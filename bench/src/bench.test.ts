/** What a program finds on the bench: hosts, names, arguments, input, environment; and how its end is reported. */
import { Model } from '@wireside/trace';
import { tcpStreams } from '@wireside/wire';
import { describe, expect } from 'vitest';
import { bash, python, TALK, TEST_TIMEOUT, TestBench } from './bench.test.helper.ts';
import { ENVIRONMENT } from './languages.ts';
import { itNeedsNamespaces } from './testing.ts';

const own = new TestBench();
const TWO = { name: 'pmu', options: { messages: 2 } };
const TWO_MESSAGES = 'This is PMU data 0This is PMU data 1';

describe('the network of a run', () => {
  itNeedsNamespaces(
    'is two hosts and a wire, with IPv4 and IPv6 under one name',
    async () => {
      const { run, ended, trace, stdout } = await own.run(
        python(`${TALK}
print(talk('server.lab').decode())
print(talk('server.lab', family=socket.AF_INET6).decode())`),
        { peers: [TWO, { name: 'pmu', options: { messages: 2, host: 'fd00::1' } }] },
      );
      expect({ ...run, ended }).toMatchObject({ faults: [], ended: { reason: 'exited', code: 0 } });
      expect(stdout).toBe(`${TWO_MESSAGES}\n${TWO_MESSAGES}\n`);
      expect(trace.problems).toEqual([]);
      expect(tcpStreams(trace.capture).map(({ client, server }) => [client.address, server.address])).toEqual(
        [
          ['10.0.0.2', '10.0.0.1'],
          ['fd00::2', 'fd00::1'],
        ],
      );
      // Calls, packets and events agree on both.
      for (const { toServer, toClient } of new Model(trace).connections) {
        expect(toServer).toMatchObject({ sent: 11, carried: 11, received: 11 });
        expect(toClient).toMatchObject({ sent: 36, carried: 36, received: 36 });
      }
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'is one host and its lo when the case uses localhost',
    async () => {
      const { run, trace, stdout } = await own.run(
        python(`${TALK}
print(talk('localhost').decode())
print(talk('localhost.lab').decode())
print(talk('::1', family=socket.AF_INET6).decode())`),
        {
          network: 'localhost',
          peers: [TWO, { name: 'pmu', options: { messages: 2, host: '::1' } }],
        },
      );
      expect(run).toMatchObject({ faults: [], capture: { interfaces: ['lo'], dropped: 0 } });
      expect(stdout).toBe(`${TWO_MESSAGES}\n`.repeat(3));
      expect(new Model(trace).connections.map(({ toClient }) => toClient.received)).toEqual([36, 36, 36]);
      expect(new Model(trace).connections.every(({ client }) => client.actor === 'client')).toBe(true);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    "has the case's names and no others, and does not lead outside",
    async () => {
      const { stdout } = await own.run(
        python(`
import socket
for name in ['pmu.lab', 'tv.example.org', 'client.lab', 'example.com']:
    try: print(name, *(socket.getaddrinfo(name, 1, family)[0][4][0] for family in (socket.AF_INET, socket.AF_INET6)))
    except socket.gaierror as error: print(name, error)
outside = socket.socket(); outside.settimeout(0.5)
try: outside.connect(('192.0.2.1', 80)); print('reached')
except OSError as error: print('unreachable')`),
        {
          names: ['pmu.lab', 'tv.example.org'],
        },
      );
      expect(stdout.split('\n')).toEqual([
        'pmu.lab 10.0.0.1 fd00::1',
        'tv.example.org 10.0.0.1 fd00::1',
        'client.lab 10.0.0.2 fd00::2',
        'example.com [Errno -2] Name or service not known',
        'unreachable',
        '',
      ]);
    },
    TEST_TIMEOUT,
  );
});

describe('the program', () => {
  itNeedsNamespaces(
    'gets its arguments as they are given',
    async () => {
      const words = ['', ' two  blanks ', 'a\nb', '--help', '$HOME `id` "\'\\', 'Grüße 🙂', '*', '=', 'A=b'];
      const { program, stdout } = await own.run(python('import sys, json; print(json.dumps(sys.argv[1:]))'), {
        arguments: words,
      });
      expect(JSON.parse(stdout)).toEqual(words);
      expect(program.command).toEqual(['python3', 'program.py', ...words]);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'gets its standard input, then its end',
    async () => {
      const input = Buffer.from([0, 1, 0xff, 10, 0xc3, 0xbc]);
      const { stdout } = await own.run(
        python('import sys; i = sys.stdin.buffer; print(i.read().hex(), i.read())'),
        { input },
      );
      expect(stdout).toBe("0001ff0ac3bc b''\n");
      expect((await own.run(bash('read word; echo "$? <$word>"'))).stdout).toBe('1 <>\n');
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'gets the environment that run.json says, and nothing else of ours',
    async () => {
      const { program, stdout } = await own.run(
        python(`
import json, os
pairs = open('/proc/self/environ', 'rb').read().decode().rstrip('\\0').split('\\0')
open_ones = []
for fd in range(1024):
    try: os.fstat(fd); open_ones.append(fd)
    except OSError: pass
print(json.dumps([dict(pair.split('=', 1) for pair in pairs), open_ones, os.getcwd(), os.umask(0o22)]))`),
      );
      const [environment, descriptors, folder] = JSON.parse(stdout);
      expect(environment).toEqual(program.environment);
      expect(program.environment).toMatchObject(ENVIRONMENT);
      expect(descriptors).toEqual([0, 1, 2]);
      expect(folder).toBe('/program');
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'ends with a status or a signal, as run.json says',
    async () => {
      const ends = await Promise.all(
        ['exit 3', 'kill -SEGV $$', 'kill -TERM $$', 'sleep 60 & exit 0'].map((text) => own.run(bash(text))),
      );
      expect(ends.map(({ run }) => run.faults)).toEqual([[], [], [], []]);
      expect(ends.map(({ ended }) => ended)).toMatchObject([
        { reason: 'exited', code: 3 },
        { reason: 'signal', signal: 'SIGSEGV' },
        { reason: 'signal', signal: 'SIGTERM' },
        { reason: 'exited', code: 0 },
      ]);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'has its calls and packets in the trace even if it ends immediately',
    async () => {
      const program = bash('exec 3<>/dev/tcp/10.0.0.1/5003 && printf CMD_short:0 >&3');
      for (let times = 0; times < 5; times++) {
        const { run, ended, trace } = await own.run(program, { peers: [TWO] });
        expect({ ...run, ended }).toMatchObject({ faults: [], ended: { reason: 'exited', code: 0 } });
        const kinds = trace.calls.map(({ kind }) => kind);
        expect(kinds).toEqual(expect.arrayContaining(['connect', 'send', 'exit']));
        expect(new Model(trace).connections[0]?.toServer).toMatchObject({ sent: 11, carried: 11 });
      }
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'that cannot be started is not a fault of the bench',
    async () => {
      const { run, ended, stderr } = await own.run({
        files: [{ path: 'run', bytes: Buffer.from('#!/no/such/interpreter\n'), executable: true }],
        command: ['./run'],
        environment: {},
      });
      expect({ ...run, ended }).toMatchObject({ faults: [], ended: { reason: 'exited', code: 127 } });
      expect(stderr).toContain('failed to execute ./run: No such file or directory');
    },
    TEST_TIMEOUT,
  );
});
