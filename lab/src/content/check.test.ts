/** Everything that can be wrong with a lab's files, each by the exact text that a teacher reads. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLabs } from './check.ts';
import { labsFolder } from './load.ts';
import { problemText } from './problem.ts';
import { jsonSchema } from './schema.ts';
import { LAB, newLabs, PART, write, writeLab } from './try.test.helper.ts';

let labs = '';
beforeEach(() => (labs = newLabs()));
afterEach(() => rmSync(labs, { recursive: true, force: true }));

/** The problems of a folder as text, with paths from the folder of labs. */
const problems = (folder = labs): string[] =>
  readLabs(folder)
    .flatMap((report) => report.problems.map(problemText))
    .map((text) => text.replaceAll(`${labs}/`, ''));

describe('a part.yaml', () => {
  it.each<[string, string, string]>([
    [
      'program: PDC',
      'progam: PDC',
      'own/first/part.yaml:1:1: program: is missing.\n    allowed: text (at least 1 character, at most 60)|own/first/part.yaml:4:1: progam: unknown field "progam". Did you mean "program"?\n    allowed: id, title, program, names, exercise, serverName, languages, editions, files, scene, checks, hints, cases',
    ],
    [
      'id: first',
      'id: First One',
      'own/first/part.yaml:1:5: id: "First One" is not allowed.\n    allowed: the name of the part, which is the name of its folder (at most 60)|own/first/part.yaml:1:5: id: "First One" is not the name of the part\'s folder.\n    allowed: first',
    ],
    [
      'id: first',
      'id: second',
      'own/first/part.yaml:1:5: id: "second" is not the name of the part\'s folder.\n    allowed: first',
    ],
    [
      'peer: pmu',
      'peer: pnu',
      'own/first/part.yaml:11:18: scene.actors.pmu.peer: unknown peer "pnu". Did you mean "pmu"?\n    allowed: chat, echo, page, hello, pmu, pmu-udp, tv, tv-answerer, tv-recorder, pmu-tls, pmu-websocket, tls, page-tls, chat-client, echo-client, page-client, pdc, hello-client, pdc-udp, receiver, sender, page-tls-client, pdc-tls, pdc-websocket, tcp-client, tls-client, udp-client',
    ],
    [
      'pmu: { peer: pmu, on: server }',
      'pmu: { peer: echo, on: server, options: { port: 1 } }',
      'own/first/part.yaml:11:18: scene.actors.pmu.peer: unknown server of this exercise "echo".\n    allowed: pmu|own/first/part.yaml:11:47: scene.actors.pmu.options.port: is set by the edition or by the run, not by a case.|own/first/part.yaml:17:33: cases[0].actors.pmu.options.messages: unknown option of the peer echo "messages".\n    allowed: host, port, readSize, idleTimeout, stallTimeout, maxConnections|own/first/part.yaml:17:46: cases[0].actors.pmu.options.segmentation: unknown option of the peer echo "segmentation".\n    allowed: host, port, readSize, idleTimeout, stallTimeout, maxConnections',
    ],
    [
      '  hosts: { server: {}, client: {} }\n',
      '',
      'own/first/part.yaml:18:5: cases[1]: no host of this case is server, which has the name pmu.lab.\n    allowed: "hosts: { server: }" in the scene: then the host is there, even where nothing runs on it',
    ],
    [
      'client: { program: student }',
      'client: { program: studnet }',
      'own/first/part.yaml:12:24: scene.actors.client.program: "studnet" is not allowed.\n    allowed: student',
    ],
    [
      'client: { program: student }',
      'client: { run: ./client }',
      'own/first/part.yaml:12:15: scene.actors.client.run: unknown field "run".\n    allowed: program, peer, options, on, start, role, limits, input|own/first/part.yaml:17:13: cases[0].actors: has no place for the student\'s program.\n    allowed: one actor with "program: student"|own/first/part.yaml:22:13: cases[1].actors: has no place for the student\'s program.\n    allowed: one actor with "program: student"',
    ],
    [
      'pmu: absent',
      'client: absent',
      'own/first/part.yaml:22:13: cases[1].actors: has no place for the student\'s program.\n    allowed: one actor with "program: student"',
    ],
    [
      'pmu: absent',
      'pmu: { on: client, program: student }',
      'own/first/part.yaml:22:13: cases[1].actors: has 2 places for the student\'s program.\n    allowed: one actor with "program: student"|own/first/part.yaml:22:34: cases[1].actors.pmu.program: "peer" and "program" cannot be in one actor.\n    allowed: one of peer, program; two programs are two actors',
    ],
    [
      'command]',
      'comand]',
      'own/first/part.yaml:7:36: editions.now.arguments[2]: unknown argument "comand". Did you mean "command"?\n    allowed: server, port, command, group, id, certificate, key, ca',
    ],
    [
      'now: {',
      'later: {',
      'own/first/part.yaml:7:3: editions.later: unknown edition "later".\n    allowed: now|own/first/part.yaml:7:3: editions: "now" is missing; lab.yaml makes it the default edition.',
    ],
    [
      'serverName: pmu.lab',
      'serverName: pmu.lap',
      'own/first/part.yaml:5:13: serverName: unknown host name "pmu.lap". Did you mean "pmu.lab"?\n    allowed: pmu.lab',
    ],
    [
      'checks: [refused]',
      'checks: []',
      'own/first/part.yaml:23:13: cases[1].checks: has 0 items.\n    allowed: a list (at least 1 item)',
    ],
    [
      'checks: [refused]',
      'checks: [refused, refused]',
      'own/first/part.yaml:23:23: cases[1].checks[1]: "refused" is listed twice.',
    ],
    [
      'checks: [refused]',
      'checks: refused',
      'own/first/part.yaml:23:13: cases[1].checks: "refused" is not allowed.\n    allowed: a list (at least 1 item)',
    ],
    [
      'id: nobody',
      'id: two',
      'own/first/part.yaml:19:9: cases[1].id: "two" is already used by the case on line 14.',
    ],
    [
      'messages: 2',
      'mesages: 2',
      'own/first/part.yaml:17:33: cases[0].actors.pmu.options.mesages: unknown option of the peer pmu "mesages". Did you mean "messages"?\n    allowed: host, port, seed, messages, firstNumber, segmentation, pause, flood.bytes, flood.text, floodSegmentation, strict, quietTime, idleTimeout, stallTimeout, maxConnections',
    ],
    [
      'messages: 2',
      'messages: two',
      'own/first/part.yaml:17:43: cases[0].actors.pmu.options.messages: "two" is not allowed.\n    allowed: an integer from 0 to 10000, or a range such as 2-17',
    ],
    [
      'messages: 2',
      'flood: { bytes: -1, txt: utf8 }',
      'own/first/part.yaml:17:49: cases[0].actors.pmu.options.flood.bytes: -1 is not allowed.\n    allowed: an integer from 1 to 67108864|own/first/part.yaml:17:53: cases[0].actors.pmu.options.flood.txt: unknown option of the peer pmu "flood.txt". Did you mean "flood.text"?\n    allowed: host, port, seed, messages, firstNumber, segmentation, pause, flood.bytes, flood.text, floodSegmentation, strict, quietTime, idleTimeout, stallTimeout, maxConnections',
    ],
    [
      'messages: 2',
      'flood: { bytes: 9999 }, floodSegmentation: bytes',
      'own/first/part.yaml:17:49: cases[0].actors.pmu.options.flood.bytes: flood.bytes 9999 with floodSegmentation "bytes" is not allowed.\n    allowed: flood.bytes up to 4096',
    ],
    [
      'messages: 2',
      'port: 7',
      'own/first/part.yaml:17:33: cases[0].actors.pmu.options.port: is set by the edition or by the run, not by a case.',
    ],
    [
      'messages: 2',
      'first-number: 7',
      'own/first/part.yaml:17:33: cases[0].actors.pmu.options.first-number: is set by the edition or by the run, not by a case.',
    ],
    [
      'messages: 2',
      'seed: 7',
      'own/first/part.yaml:17:33: cases[0].actors.pmu.options.seed: is set by the edition or by the run, not by a case.',
    ],
    [
      'title: No server',
      'title: No server\n    impairment: []\n    impairments: [{ loss: 10, from: sever }]',
      'own/first/part.yaml:21:5: cases[1].impairment: unknown field "impairment". Did you mean "impairments"?\n    allowed: id, title, command, server, hosts, actors, limits, steps, impairments, captures, editions, points, checks, onPurpose|own/first/part.yaml:22:27: cases[1].impairments[0].loss: 10 is not allowed.\n    allowed: percentage of the packets that are lost, such as 10%|own/first/part.yaml:22:37: cases[1].impairments[0].from: unknown host "sever". Did you mean "server"?\n    allowed: server, client',
    ],
    [
      'title: No server',
      'title: No server\n    limits: { wal: 3, cpu: 0 }',
      'own/first/part.yaml:21:15: cases[1].limits.wal: unknown field "wal". Did you mean "wall"?\n    allowed: wall, idle, cpu, memory, processes, files, fileSize, disk, inodes, output|own/first/part.yaml:21:28: cases[1].limits.cpu: 0 is not allowed.\n    allowed: a number above 0, up to 3,600',
    ],
    [
      'title: No server',
      'title: No server\n    points: many',
      'own/first/part.yaml:21:13: cases[1].points: "many" is not allowed.\n    allowed: a number from 0 to 1,000',
    ],
    [
      'title: No server',
      'title: ""',
      'own/first/part.yaml:20:12: cases[1].title: "" is not allowed.\n    allowed: text (at least 1 character, at most 200)',
    ],
    [
      'program: PDC',
      'program: PDC\nprogram: PDC',
      'own/first/part.yaml:5:1: not valid YAML: Map keys must be unique.',
    ],
    [
      'program: PDC',
      'program: [PDC',
      'own/first/part.yaml:5:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
    [
      'program: PDC',
      'program: !other PDC',
      'own/first/part.yaml:4:10: not valid YAML: Unresolved tag: !other.',
    ],
    [
      'cases:',
      'languages:\n  - { name: Fish, endings: [fish], run: [fish, "{flie}"], packages: fish }\ncases:',
      'own/first/part.yaml:14:29: languages[0].endings[0]: "fish" is not allowed.\n    allowed: a file name extension with its dot, such as .py|own/first/part.yaml:14:48: languages[0].run[1]: unknown placeholder "flie". Did you mean "file"?\n    allowed: file, name',
    ],
  ])('with %j changed to %j', (from, to, expected) => {
    writeLab(labs, { part: [from, to] });
    expect(problems().join('|')).toBe(expected);
  });

  it('is reported completely: all problems at once', () => {
    writeLab(labs, { part: ['peer: pmu', 'peer: pnu'] });
    write(
      labs,
      'own/first/part.yaml',
      PART.replace('peer: pmu', 'peer: pnu').replace('command]', 'comand]').replace('id: nobody', 'id: two'),
    );
    expect(problems()).toHaveLength(3);
  });

  it.each<[string, string, string]>([
    ['that is empty', '# nothing yet', 'own/first/part.yaml: is empty.'],
    [
      'that is a list',
      '[1]',
      'own/first/part.yaml:1:1: [1] is not allowed.\n    allowed: a map with id, title, program, names, exercise, serverName, languages, editions, files, scene, checks, hints, cases',
    ],
    [
      'that is too long',
      `${PART}#${'x'.repeat(300_000)}`,
      'own/first/part.yaml: is 300,568 bytes long; at most 262,144 are read.',
    ],
    [
      'that is nested too deeply',
      `a: ${'['.repeat(50_000)}`,
      'own/first/part.yaml: lists and maps are nested more than 32 levels deep.',
    ],
    [
      'with too many aliases',
      `a: &a [1,1]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n`,
      'own/first/part.yaml: its aliases cannot be expanded: Excessive alias count indicates a resource exhaustion attack.',
    ],
    ['with an alias in itself', 'a: &a [*a]', 'own/first/part.yaml: an alias contains itself.'],
    [
      'with too many cases',
      PART + '  - {}\n'.repeat(200),
      'own/first/part.yaml:14:3: cases: has 202 items.\n    allowed: a list (at least 1 item, at most 200)',
    ],
  ])('%s', (_, text, expected) => {
    writeLab(labs);
    write(labs, 'own/first/part.yaml', text);
    expect(problems().find((problem) => !problem.includes('cases[2]'))).toBe(expected);
  });

  it('that is not text, not a file, or has the wrong name', () => {
    writeLab(labs);
    const file = join(labs, 'own/first/part.yaml');
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0]));
    expect(problems()).toEqual(['own/first/part.yaml: is not text in UTF-8.']);
    rmSync(file);
    execFileSync('mkfifo', [file]);
    expect(problems()).toEqual(['own/first/part.yaml: is not a regular file.']);
    rmSync(file);
    write(labs, 'own/first/part.yml', PART);
    expect(problems()).toEqual(['own/first/part.yml: has the wrong name.\n    allowed: part.yaml']);
  });
});

describe('a lab.yaml', () => {
  it.each<[string, string, string]>([
    [
      'id: own',
      'id: mine',
      'own/lab.yaml:1:5: id: "mine" is not the name of the lab\'s folder.\n    allowed: own',
    ],
    [
      'parts: [first]',
      'parts: [frist]',
      'own/lab.yaml:3:9: parts[0]: unknown part "frist". Did you mean "first"?\n    allowed: first|own/lab.yaml:3:8: parts: the part "first" is missing from the list.',
    ],
    [
      'defaultEdition: now',
      'defaultEdition: new',
      'own/lab.yaml:5:17: defaultEdition: unknown edition "new". Did you mean "now"?\n    allowed: now',
    ],
    [
      'strict: true',
      'strict: yes',
      'own/lab.yaml:7:30: editions.now.strict: "yes" is not allowed.\n    allowed: true or false',
    ],
    [
      'strict: true',
      'strict: true, peers: { pnu: {} }',
      'own/lab.yaml:7:45: editions.now.peers.pnu: unknown peer "pnu". Did you mean "pmu"?\n    allowed: chat, echo, page, hello, pmu, pmu-udp, tv, tv-answerer, tv-recorder, pmu-tls, pmu-websocket, tls, page-tls',
    ],
    [
      'strict: true',
      'strict: true, peers: { hello: { port: 70000 } }',
      'own/lab.yaml:7:60: editions.now.peers.hello.port: 70000 is not allowed.\n    allowed: an integer from 0 to 65535',
    ],
    [
      'strict: true',
      'strict: true, peers: { hello: { prot: 7 } }',
      'own/lab.yaml:7:54: editions.now.peers.hello.prot: unknown option of the peer hello "prot". Did you mean "port"?\n    allowed: host, port',
    ],
    [
      'server: [pmu.lab]',
      'server: []',
      'own/lab.yaml:4:18: hosts.server: has 0 items.\n    allowed: a list (at least 1 item, at most 50)',
    ],
  ])('with %j changed to %j', (from, to, expected) => {
    writeLab(labs, { lab: [from, to] });
    expect(problems().join('|')).toBe(expected);
  });

  it('that does not exist, and a part that has problems too', () => {
    write(labs, 'own/first/part.yaml', PART.replace('id: first', 'id: last'));
    expect(problems()).toEqual([
      'own/lab.yaml: does not exist.',
      'own/first/part.yaml:1:5: id: "last" is not the name of the part\'s folder.\n    allowed: first',
    ]);
  });
});

describe('symbolic links', () => {
  it('inside the folder of labs are followed, those out of it are refused', () => {
    const elsewhere = newLabs();
    writeLab(elsewhere);
    writeLab(labs);
    symlinkSync(join(elsewhere, 'own'), join(labs, 'outside'));
    symlinkSync(join(elsewhere, 'own/first/part.yaml'), join(labs, 'own/part.txt'));
    expect(problems()).toEqual(['outside: is a symbolic link that leads out of the folder of labs.']);
    rmSync(join(labs, 'outside'));
    rmSync(join(labs, 'own/first/part.yaml'));
    symlinkSync(join(elsewhere, 'own/first/part.yaml'), join(labs, 'own/first/part.yaml'));
    expect(problems()).toEqual([
      'own/first/part.yaml: is a symbolic link that leads out of the folder of labs.',
    ]);
    rmSync(join(labs, 'own/first/part.yaml'));
    write(labs, 'own/common.yaml', PART);
    symlinkSync('../common.yaml', join(labs, 'own/first/part.yaml'));
    expect(problems()).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });
});

describe('symbolic links that are broken', () => {
  it('are reported', () => {
    writeLab(labs);
    rmSync(join(labs, 'own/first/part.yaml'));
    symlinkSync('nowhere', join(labs, 'own/first/part.yaml'));
    symlinkSync('circle', join(labs, 'own/circle'));
    symlinkSync('nowhere', join(labs, 'own/other'));
    expect(problems()).toEqual([
      'own/circle: cannot be read (ELOOP).',
      'own/first/part.yaml: is a symbolic link to a file that does not exist.',
    ]);
  });
});

describe('readLabs', () => {
  it('takes a folder of labs, a lab, or a part', () => {
    writeLab(labs);
    write(labs, 'own/second/part.yaml', PART.replace('id: first', 'id: second'));
    write(labs, 'own/lab.yaml', LAB.replace('[first]', '[second, first]'));
    const parts = (folder: string): string[] =>
      readLabs(join(labs, folder)).flatMap((lab) => lab.parts.map(({ id }) => id));
    expect(parts('.')).toEqual(['second', 'first']);
    expect(parts('own')).toEqual(['second', 'first']);
    expect(parts('own/first')).toEqual(['first']);
  });

  it('refuses a folder with nothing of the kind', () => {
    write(labs, 'notes/readme.md', '');
    expect(() => readLabs(labs)).toThrow(`There is no lab in ${labs}.`);
    expect(() => readLabs(join(labs, 'nosuch'))).toThrow(`There is no folder ${join(labs, 'nosuch')}.`);
    expect(() => readLabs(join(labs, 'notes/readme.md'))).toThrow(
      `${join(labs, 'notes/readme.md')} is not a folder.`,
    );
  });
});

describe('the JSON schemas for editors', () => {
  it.each(['lab', 'part', 'scene'] as const)(
    'labs/schema/%s.json is current (RECORD=1 writes it)',
    (name) => {
      const file = join(labsFolder(), 'schema', `${name}.json`);
      const text = `${JSON.stringify(jsonSchema(name), undefined, 2)}\n`;
      if (process.env['RECORD'] === '1') writeFileSync(file, text);
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );
});
