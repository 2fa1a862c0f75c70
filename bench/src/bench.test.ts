/** What a program meets on the bench: hosts, names, arguments, input, environment; and how its end is told. */
import { joinTrace } from '@wireside/trace';
import { tcpStreams } from '@wireside/wire';
import { describe, expect } from 'vitest';
import { bash, PATIENCE, python, TALK, TestBench } from './bench.test.helper.ts';
import { ENVIRONMENT } from './languages.ts';
import { itNeedsNamespaces } from './testing.ts';

const own = new TestBench();
const TWO = { name: 'pmu', options: { messages: 2 } };
const TWO_MESSAGES = 'This is PMU data 0This is PMU data 1';

describe('the network of a run', () => {
  itNeedsNamespaces(
    'is two hosts and a wire, with IPv4 and IPv6 under one name',
    async () => {
      const { run, trace, stdout } = await own.run(
        python(`${TALK}
print(talk('server.lab').decode())
print(talk('server.lab', family=socket.AF_INET6).decode())`),
        { peers: [TWO, { name: 'pmu', options: { messages: 2, host: 'fd00::1' } }] },
      );
      expect(run).toMatchObject({ faults: [], ended: { reason: 'exited', code: 0 } });
      expect(stdout).toBe(`${TWO_MESSAGES}\n${TWO_MESSAGES}\n`);
      expect(trace.problems).toEqual([]);
      expect(tcpStreams(trace.capture).map(({ client, server }) => [client.address, server.address])).toEqual(
        [
          ['10.0.0.2', '10.0.0.1'],
          ['fd00::2', 'fd00::1'],
        ],
      );
      // The three lanes meet on both.
      for (const { toPeer, toProgram } of joinTrace(trace)) {
        expect(toPeer).toMatchObject({ sent: 11, carried: 11, received: 11 });
        expect(toProgram).toMatchObject({ sent: 36, carried: 36, received: 36 });
      }
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'is one host and its lo where the case speaks of localhost',
    async () => {
      const { run, trace, stdout } = await own.run(
        python(`${TALK}
print(talk('localhost').decode())
print(talk('server.lab').decode())
print(talk('::1', family=socket.AF_INET6).decode())`),
        {
          network: 'localhost',
          peers: [TWO, { name: 'pmu', options: { messages: 2, host: '::1' } }],
        },
      );
      expect(run).toMatchObject({ faults: [], capture: { interfaces: ['lo'], dropped: 0 } });
      expect(stdout).toBe(`${TWO_MESSAGES}\n`.repeat(3));
      expect(joinTrace(trace).map(({ toProgram }) => toProgram.received)).toEqual([36, 36, 36]);
      expect(joinTrace(trace).every(({ client }) => client)).toBe(true);
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    "knows the case's names and no others, and no way out",
    async () => {
      const { stdout } = await own.run(
        python(`
import socket
for name in ['pmu.lab', 'tv.example.org', 'station.lab', 'example.com']:
    try: print(name, *(socket.getaddrinfo(name, 1, family)[0][4][0] for family in (socket.AF_INET, socket.AF_INET6)))
    except socket.gaierror as error: print(name, error)
outside = socket.socket(); outside.settimeout(3)
try: outside.connect(('192.0.2.1', 80)); print('out')
except OSError as error: print('no way out')`),
        {
          names: [
            { name: 'pmu.lab', host: 'server' },
            { name: 'tv.example.org', host: 'server' },
          ],
        },
      );
      expect(stdout.split('\n')).toEqual([
        'pmu.lab 10.0.0.1 fd00::1',
        'tv.example.org 10.0.0.1 fd00::1',
        'station.lab 10.0.0.2 fd00::2',
        'example.com [Errno -2] Name or service not known',
        'no way out',
        '',
      ]);
    },
    PATIENCE,
  );
});

describe('the program', () => {
  itNeedsNamespaces(
    'gets its arguments as they are given',
    async () => {
      const words = ['', ' two  blanks ', 'a\nb', '--help', '$HOME `id` "\'\\', 'Grüße 🙂', '*', '=', 'A=b'];
      const { run, stdout } = await own.run(python('import sys, json; print(json.dumps(sys.argv[1:]))'), {
        arguments: words,
      });
      expect(JSON.parse(stdout)).toEqual(words);
      expect(run.command).toEqual(['python3', 'program.py', ...words]);
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'gets its standard input, and then the end of it',
    async () => {
      const input = Buffer.from([0, 1, 0xff, 10, 0xc3, 0xbc]);
      const { stdout } = await own.run(
        python('import sys; i = sys.stdin.buffer; print(i.read().hex(), i.read())'),
        { input },
      );
      expect(stdout).toBe("0001ff0ac3bc b''\n");
      expect((await own.run(bash('read word; echo "$? <$word>"'))).stdout).toBe('1 <>\n');
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'gets the environment that the run tells, and nothing else of ours',
    async () => {
      const { run, stdout } = await own.run(
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
      expect(environment).toEqual(run.environment);
      expect(run.environment).toEqual(ENVIRONMENT);
      expect(descriptors).toEqual([0, 1, 2]);
      expect(folder).toBe('/program');
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'is told by its status or its signal',
    async () => {
      const ends = await Promise.all(
        ['exit 3', 'kill -SEGV $$', 'kill -TERM $$', 'sleep 60 & exit 0'].map(
          async (text) => (await own.run(bash(text))).run,
        ),
      );
      expect(ends.map(({ faults }) => faults)).toEqual([[], [], [], []]);
      expect(ends.map(({ ended }) => ended)).toMatchObject([
        { reason: 'exited', code: 3 },
        { reason: 'signal', signal: 'SIGSEGV' },
        { reason: 'signal', signal: 'SIGTERM' },
        { reason: 'exited', code: 0 },
      ]);
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'has its calls and packets although it ends at once',
    async () => {
      const program = bash('exec 3<>/dev/tcp/10.0.0.1/5003 && printf CMD_short:0 >&3');
      for (let times = 0; times < 5; times++) {
        const { run, trace } = await own.run(program, { peers: [TWO] });
        expect(run).toMatchObject({ faults: [], ended: { reason: 'exited', code: 0 } });
        const kinds = trace.calls.map(({ kind }) => kind);
        expect(kinds).toEqual(expect.arrayContaining(['connect', 'send', 'exit']));
        expect(joinTrace(trace)[0]?.toPeer).toMatchObject({ sent: 11, carried: 11 });
      }
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'that cannot be started is no fault of the bench',
    async () => {
      const { run, stderr } = await own.run({
        files: [{ path: 'run', bytes: Buffer.from('#!/no/such/interpreter\n'), executable: true }],
        command: ['./run'],
        environment: {},
      });
      expect(run).toMatchObject({ faults: [], ended: { reason: 'exited', code: 127 } });
      expect(stderr).toContain('failed to execute ./run: No such file or directory');
    },
    PATIENCE,
  );
});
