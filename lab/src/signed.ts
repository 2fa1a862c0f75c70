/**
 * The certificate, the key and the authority that a program is told: made for the run. Clients of ours trust the authority,
 * and servers of ours have certificates that it has signed, or another one.
 */
import type { SignedIdentity } from '@wireside/authority';
import { signedIdentity } from '@wireside/authority';
import type { ProgramActor, RunRequest, SceneActor } from '@wireside/bench';
import type { Edition } from './content/schema.ts';
import { sceneActor } from '@wireside/peers';
import { withFiles, withPems } from './pem-files.ts';

/** The arguments `certificate`, `key` and `ca`: files in the program's folder. */
export const CREDENTIAL_FILES = { certificate: 'server.crt', key: 'server.key', ca: 'ca.crt' } as const;

/** What is in these files. */
const CONTENTS = { certificate: 'certificate', key: 'key', ca: 'authority' } as const;

/** What the options `certificate` and `key` of servers of ours may name. */
const NAMED: Readonly<Record<string, keyof SignedIdentity>> = {
  'signed.crt': 'certificate',
  'signed.key': 'key',
  'foreign.crt': 'foreign',
  'expired.crt': 'expired',
};

type Credential = keyof typeof CREDENTIAL_FILES;
const CREDENTIALS = Object.keys(CREDENTIAL_FILES) as readonly Credential[];

/** Whose certificate it is; a program must not care. */
const OWNER = 'Ada Student';
/** Where the files of a program are that does not run in its folder. */
const PROGRAM_FOLDER = '/program';

/** What was made already, with extensions and without them: an RSA key takes a while. */
const MADE = new Map<boolean, Promise<SignedIdentity>>();

/** The request of a case with the files that its program is told, and the authority for the clients; others as they are. */
export async function withSigned(
  request: RunRequest,
  { arguments: words, certificateExtensions }: Edition,
): Promise<RunRequest> {
  const files = CREDENTIALS.filter((name) => words.includes(name));
  if (files.length === 0) return request;
  let making = MADE.get(certificateExtensions);
  if (making === undefined)
    MADE.set(certificateExtensions, (making = signedIdentity(OWNER, certificateExtensions)));
  const identity = await making;
  const actors = request.scene.actors.map((actor): SceneActor =>
    actor.kind === 'program' ? told(actor, files, identity) : withOptions(actor, identity),
  );
  return { ...request, scene: { ...request.scene, actors } };
}

/** The actor with the files that it is told. */
function told(actor: ProgramActor, files: readonly Credential[], identity: SignedIdentity): ProgramActor {
  const pems = Object.fromEntries(files.map((name) => [CREDENTIAL_FILES[name], identity[CONTENTS[name]]]));
  const { program } = actor;
  const word = (each: string): string =>
    program.inPlace !== undefined && Object.hasOwn(pems, each) ? `${PROGRAM_FOLDER}/${each}` : each;
  return { ...actor, program: withFiles(program, pems), arguments: actor.arguments.map(word) };
}

/** The peer with what its options name, and with the authority, if it is one that trusts some. */
function withOptions(actor: Extract<SceneActor, { kind: 'peer' }>, identity: SignedIdentity): SceneActor {
  const trusts = sceneActor(actor.peer)?.entry.options.some(({ name }) => name === 'ca') === true;
  const pems = Object.fromEntries(Object.entries(NAMED).map(([name, what]) => [name, identity[what]]));
  return {
    ...actor,
    options: { ...(trusts ? { ca: identity.authority } : {}), ...withPems(actor.options, pems) },
  };
}
