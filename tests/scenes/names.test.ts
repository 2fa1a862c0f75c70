/** Names on the bench, as programs in several languages find them: by every family and flag of getaddrinfo(3). */
import type { Program, SceneHost } from '@wireside/bench';
import { findTool, itNeedsNamespaces } from '@wireside/bench/testing';
import { describe, expect, it } from 'vitest';
import { LOOKUPS } from './names.test.helper.ts';
import { on, python, scene, stdoutOf, TEST_TIMEOUT, TestBench } from './scenes.test.helper.ts';

const own = new TestBench();

/** What is asked, and the answer: `NAME FAMILY FLAGS: ADDRESSES`. */
type Answers = readonly string[];

/** Runs a program of {@link LOOKUPS} on the host `client`, or on localhost, and expects these lines. */
async function expectAnswers(
  program: Program,
  answers: Answers,
  { server = {}, client = {}, host = 'client' }: { server?: object; client?: object; host?: string } = {},
): Promise<void> {
  const wire: SceneHost[] = [
    { name: 'server', names: ['www.example.org'], ...server },
    { name: 'client', names: [], ...client },
  ];
  const hosts = host === 'localhost' ? [{ name: 'localhost', names: [], ...client }] : wire;
  const questions = answers.map((line) => line.split(':', 1)[0]!);
  const actors = [on('client', program, { host, arguments: questions })];
  const { run, model } = await own.play({ seed: 'seed', scene: { ...scene({ actors }), hosts } });
  expect(run.faults).toEqual([]);
  expect(stdoutOf(model, 'client').trim().split('\n')).toEqual(answers);
}

const UNKNOWN = 'Name or service not known';
const NO_ADDRESS = 'No address associated with hostname';

describe('getaddrinfo() in C', () => {
  const both: Answers = [
    'server.lab 0: 10.0.0.1 fd00::1',
    'www.example.org 0: 10.0.0.1 fd00::1',
    'server.lab 4: 10.0.0.1',
    'server.lab 6: fd00::1',
    'server.lab 0 ADDRCONFIG: 10.0.0.1 fd00::1',
    'server.lab 0 CANONNAME: (server.lab) 10.0.0.1 fd00::1',
    'server.lab 6 V4MAPPED: fd00::1',
    'server.lab 6 V4MAPPED|ALL: ::ffff:10.0.0.1 fd00::1',
    `server.lab 0 NUMERICHOST: ${UNKNOWN}`,
    '10.0.0.1 0 NUMERICHOST: 10.0.0.1',
    'NULL 0 PASSIVE: 0.0.0.0 ::',
    'NULL 0: ::1 127.0.0.1',
    'OWN 0 CANONNAME: (client.lab) 10.0.0.2 fd00::2',
    'OWN 4: 10.0.0.2',
    'OWN 6 ADDRCONFIG: fd00::2',
    'localhost 0: ::1 127.0.0.1',
    'ip6-localhost 0: ::1',
    `nothing.lab 0 ADDRCONFIG: ${UNKNOWN}`,
  ];
  const first6: Answers = [
    'server.lab 0: fd00::1 10.0.0.1',
    'server.lab 0 ADDRCONFIG: fd00::1 10.0.0.1',
    'server.lab 6 V4MAPPED|ALL: fd00::1 ::ffff:10.0.0.1',
    'OWN 0: fd00::2 10.0.0.2',
    'localhost 0: ::1 127.0.0.1',
  ];
  const only4: Answers = [
    'server.lab 0: 10.0.0.1',
    `server.lab 6: ${NO_ADDRESS}`,
    'server.lab 6 V4MAPPED: ::ffff:10.0.0.1',
    'OWN 0: 10.0.0.2',
    `localhost 6 ADDRCONFIG: ${UNKNOWN}`, // the host has no other IPv6 address
  ];
  const only6: Answers = [
    'server.lab 0 ADDRCONFIG: fd00::1',
    `server.lab 4: ${NO_ADDRESS}`,
    'OWN 0 CANONNAME: (client.lab) fd00::2',
  ];
  const cases = {
    'of both families': { answers: both },
    'with IPv6 first': { answers: first6, client: { first: 'ipv6' } },
    'of IPv4 only': { answers: only4, server: { families: 'ipv4' }, client: { families: 'ipv4' } },
    'of IPv6 only': { answers: only6, server: { families: 'ipv6' }, client: { families: 'ipv6' } },
    'where localhost has one line': {
      answers: ['localhost 0: 127.0.0.1', `localhost 6: ${UNKNOWN}`, 'ip6-localhost 0: ::1'],
      client: { localhost: 'ipv4' },
    },
    'where localhost is ::1': {
      answers: ['localhost 0: ::1', 'localhost 6: ::1'],
      client: { localhost: 'ipv6' },
    },
    'on localhost': {
      answers: [
        'OWN 0 CANONNAME: (localhost) ::1 127.0.0.1',
        'localhost 0 ADDRCONFIG: ::1 127.0.0.1',
        'localhost 4 ADDRCONFIG: 127.0.0.1 127.0.0.1', // the line of ::1 counts for IPv4 too: nss_files does so
        'localhost 6 ADDRCONFIG: ::1',
      ],
      host: 'localhost',
    },
  };
  for (const [name, { answers, ...hosts }] of Object.entries(cases)) {
    itNeedsNamespaces(
      `finds names ${name}`,
      async () => expectAnswers(await LOOKUPS.c(own.bench), answers, hosts),
      TEST_TIMEOUT,
    );
  }
});

describe('other languages', () => {
  const common: Answers = [
    'server.lab 0: 10.0.0.1 fd00::1',
    'server.lab 4: 10.0.0.1',
    'server.lab 6: fd00::1',
    'OWN 0: 10.0.0.2 fd00::2',
    'client.lab 0: 10.0.0.2 fd00::2',
    'localhost 0: ::1 127.0.0.1',
  ];
  const first6 = ['server.lab 0: fd00::1 10.0.0.1', 'OWN 0: fd00::2 10.0.0.2'];

  itNeedsNamespaces(
    'find the same: Python',
    async () => {
      const program = await LOOKUPS.python();
      await expectAnswers(program, [...common, 'OWN fqdn: client.lab', `nothing.lab 0: ${UNKNOWN}`]);
      await expectAnswers(program, first6, { client: { first: 'ipv6' } });
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'find the same: Node, from /etc/hosts and from the name server, in the order that it asks for',
    async () => {
      const program = await LOOKUPS.node(own.bench);
      const resolved = ['server.lab resolve4: 10.0.0.1', 'server.lab resolve6: fd00::1'];
      const localhost = 'localhost 0 ipv4first: 127.0.0.1 ::1';
      await expectAnswers(program, [...common, localhost, ...resolved, 'nothing.lab 0: ENOTFOUND']);
      const client = { first: 'ipv6' };
      await expectAnswers(program, [...first6, 'server.lab 0 ipv4first: 10.0.0.1 fd00::1'], { client });
    },
    TEST_TIMEOUT,
  );

  const hasJava = findTool('javac') !== undefined;
  (hasJava ? itNeedsNamespaces : it.skip)(
    `find the same: Java, IPv4 first unless a property says otherwise${hasJava ? '' : ' (needs javac)'}`,
    async () => {
      const program = await LOOKUPS.java(own.bench);
      const first4 = [
        'server.lab 0: 10.0.0.1 fd00:0:0:0:0:0:0:1',
        'OWN 0: 10.0.0.2 fd00:0:0:0:0:0:0:2',
        'localhost 0: 127.0.0.1 0:0:0:0:0:0:0:1',
      ];
      await expectAnswers(program, first4, { client: { first: 'ipv6' } });
      const preferring = (value: string): Program => ({
        ...program,
        environment: { ...program.environment, JAVA_TOOL_OPTIONS: `-Djava.net.preferIPv6Addresses=${value}` },
      });
      const six = ['server.lab 0: fd00:0:0:0:0:0:0:1 10.0.0.1'];
      await expectAnswers(preferring('true'), six);
      await expectAnswers(preferring('system'), six, { client: { first: 'ipv6' } });
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'see the files that they would see on Debian',
    async () => {
      const show = python(`
for name in ['hostname', 'hosts', 'host.conf', 'nsswitch.conf']: print(open('/etc/' + name).read(), end='')`);
      const actors = [on('client', show)];
      const { model } = await own.play({ seed: 'seed', scene: scene({ actors }) });
      expect(stdoutOf(model, 'client').split('\n')).toEqual(
        expect.arrayContaining([
          'client',
          '127.0.0.1 localhost',
          '::1 localhost ip6-localhost ip6-loopback',
          'ff02::1 ip6-allnodes',
          'fd00::2 client.lab client',
          'multi on',
          'services: files',
          'hosts: files dns',
        ]),
      );
    },
    TEST_TIMEOUT,
  );
});
