/** Certificates made for a run: in the folder of the program, and in the options of peers. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Program, ProgramActor } from '@wireside/bench';
import { expect, it } from 'vitest';
import { findCases, findEdition, findPart } from './content/load.ts';
import { withCredentials } from './credentials.ts';
import { caseRequest } from './request.ts';

const PROGRAM: Program = {
  files: [
    { path: 'tls_client.py', bytes: Buffer.from('…'), executable: false },
    { path: 'server.pem', bytes: Buffer.from('that of the student'), executable: false },
  ],
  command: ['python3', 'tls_client.py'],
  environment: {},
};

async function actorsOf(partId: string, caseId: string) {
  const part = findPart(partId);
  const edition = findEdition(part);
  const request = caseRequest(PROGRAM, findCases(part, [caseId])[0]!, { part, edition, seed: 's' });
  const { scene } = await withCredentials(request, edition);
  return { request, scene, ...Object.fromEntries(scene.actors.map((actor) => [actor.name, actor])) } as {
    readonly request: typeof request;
    readonly scene: typeof scene;
    readonly client: ProgramActor;
    readonly server: { readonly options: Record<string, string> };
  };
}

it('the program has the certificate in place of its own, and the server has the key for it', async () => {
  const { client, server } = await actorsOf('tls-pair-client', 'newest');
  expect(client.program.files.map(({ path }) => path)).toEqual(['tls_client.py', 'server.pem']);
  const certificate = new X509Certificate(client.program.files[1]!.bytes);
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(server.options['certificate']).toBe(certificate.toString());
  expect(certificate.checkPrivateKey(createPrivateKey(server.options['key']!))).toBe(true);
});

it('another server has another certificate for the same name', async () => {
  const { client, server } = await actorsOf('tls-pair-client', 'other');
  const certificate = new X509Certificate(server.options['certificate']!);
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.verify(new X509Certificate(client.program.files[1]!.bytes).publicKey)).toBe(false);
});

it('a case without such files is asked for as it is', async () => {
  const { request, scene } = await actorsOf('echo-server', 'sentence');
  expect(scene).toBe(request.scene);
});
