/** The files that a program is told as its certificate and its key. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { PeerActor, ProgramActor, RunRequest } from '@wireside/bench';
import { expect, it } from 'vitest';
import { findCases, findEdition, findPart } from './content/load.ts';
import { withCredentials } from './credentials.ts';
import { caseRequest } from './request.ts';

const own = { path: 'server.py', bytes: Buffer.from('own'), executable: false };
const other = { path: 'server.crt', bytes: Buffer.from('of the student'), executable: false };
const program = { files: [own, other], command: ['python3', 'server.py'], environment: {} };

const part = findPart('tls');
const madeFor = (edition: string, id: string, more = {}): Promise<RunRequest> => {
  const found = findEdition(part, edition);
  const [partCase] = findCases(part, [id]);
  return withCredentials(
    caseRequest({ ...program, ...more }, partCase!, { part, edition: found, seed: 's' }),
    found,
  );
};
const serverOf = ({ scene }: RunRequest): ProgramActor =>
  scene.actors.find((actor) => actor.kind === 'program') as ProgramActor;
const authorityOf = ({ scene }: RunRequest): X509Certificate => {
  const client = scene.actors.find((actor): actor is PeerActor => actor.name === 'client')!;
  return new X509Certificate(client.options['ca'] as string);
};

it('are in its folder, and signed by the authority that our clients trust', async () => {
  const request = await madeFor('wireside', 'one');
  const { program: started, arguments: words } = serverOf(request);
  expect(words).toEqual(['5003', 'server.crt', 'server.key']);
  expect(started.files.map(({ path }) => path)).toEqual(['server.py', 'server.crt', 'server.key']);
  const certificate = new X509Certificate(started.files[1]!.bytes);
  expect(certificate.verify(authorityOf(request).publicKey)).toBe(true);
  expect(certificate.subjectAltName).toBe('DNS:localhost');
  // A client that does not speak TLS trusts no one.
  const plain = await madeFor('wireside', 'plain');
  expect(plain.scene.actors.find(({ name }) => name === 'first')).not.toHaveProperty('options.ca');
});

it('are of version 1 in older editions, and told without the port', async () => {
  const { program: started, arguments: words } = serverOf(await madeFor('2018', 'one'));
  expect(words).toEqual(['server.crt', 'server.key']);
  expect(new X509Certificate(started.files[1]!.bytes).subjectAltName).toBeUndefined();
});

it('are found by a program that runs in another folder', async () => {
  const inPlace = { folder: '/home/ada', readable: [] };
  const { arguments: words } = serverOf(await madeFor('wireside', 'one', { inPlace }));
  expect(words).toEqual(['5003', '/program/server.crt', '/program/server.key']);
});

it('a client is told the authority and nothing else, and each server has the certificate of its case', async () => {
  const client = findPart('tls-client');
  const edition = findEdition(client);
  const made = await Promise.all(
    ['three', 'foreign', 'expired'].map(async (id) => {
      const [partCase] = findCases(client, [id]);
      const request = caseRequest(program, partCase!, { part: client, edition, seed: 's' });
      const { scene } = await withCredentials(request, edition);
      const started = scene.actors.find((actor) => actor.kind === 'program')!;
      const server = scene.actors.find((actor): actor is PeerActor => actor.kind === 'peer')!;
      expect(started.arguments[2]).toBe('ca.crt');
      const { files } = started.program;
      expect(files.map(({ path }) => path)).toEqual(['server.py', 'server.crt', 'ca.crt']);
      expect(files[1]).toBe(other);
      const certificate = new X509Certificate(server.options['certificate'] as string);
      expect(certificate.checkPrivateKey(createPrivateKey(server.options['key'] as string))).toBe(true);
      const isSigned = certificate.verify(new X509Certificate(files[2]!.bytes).publicKey);
      return [id, isSigned, Date.parse(certificate.validTo) > Date.now()];
    }),
  );
  expect(made).toEqual([
    ['three', true, true],
    ['foreign', false, true],
    ['expired', true, false],
  ]);
});

it('leaves other parts as they are', async () => {
  const echo = findPart('echo-server');
  const edition = findEdition(echo);
  const request = caseRequest(program, findCases(echo)[0]!, { part: echo, edition, seed: 's' });
  expect(await withCredentials(request, edition)).toBe(request);
});

it('tells another port in each case but the first, on localhost too', async () => {
  const ports = await Promise.all(
    ['one', 'two', 'late'].map(async (id) => serverOf(await madeFor('wireside', id)).arguments[0]),
  );
  expect(ports[0]).toBe('5003');
  expect(new Set(ports).size).toBe(3);
});
