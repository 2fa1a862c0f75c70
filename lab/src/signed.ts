/**
 * The certificate, the key and the authority that a program is told: made for the run. Clients of ours trust the authority,
 * and servers of ours have certificates that it has signed, or another one.
 */
import type { SignedIdentity } from '@wireside/authority';
import { signedIdentity } from '@wireside/authority';
import type { ProgramActor, ProgramFile, RunRequest, SceneActor } from '@wireside/bench';
import type { Edition } from './content/schema.ts';
import { optionsOf } from './scene/peer-names.ts';

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
  { arguments: told, certificateExtensions }: Edition,
): Promise<RunRequest> {
  const files = CREDENTIALS.filter((name) => told.includes(name));
  if (files.length === 0) return request;
  let making = MADE.get(certificateExtensions);
  if (making === undefined)
    MADE.set(certificateExtensions, (making = signedIdentity(OWNER, certificateExtensions)));
  const identity = await making;
  const actors = request.scene.actors.map((actor): SceneActor =>
    actor.kind === 'program' ? withFiles(actor, files, identity) : withOptions(actor, identity),
  );
  return { ...request, scene: { ...request.scene, actors } };
}

function withFiles(
  actor: ProgramActor,
  files: readonly Credential[],
  identity: SignedIdentity,
): ProgramActor {
  const { program } = actor;
  const names: readonly string[] = files.map((name) => CREDENTIAL_FILES[name]);
  const own = program.files.filter(({ path }) => !names.includes(path));
  const added = files.map((name): ProgramFile => ({
    path: CREDENTIAL_FILES[name],
    bytes: Buffer.from(identity[CONTENTS[name]]),
    executable: false,
  }));
  const word = (each: string): string =>
    program.inPlace !== undefined && names.includes(each) ? `${PROGRAM_FOLDER}/${each}` : each;
  return {
    ...actor,
    program: { ...program, files: [...own, ...added] },
    arguments: actor.arguments.map(word),
  };
}

function withOptions(actor: Extract<SceneActor, { kind: 'peer' }>, identity: SignedIdentity): SceneActor {
  const trusts = optionsOf(actor.peer).some(({ name }) => name === 'ca');
  const own = Object.entries(actor.options).map(([option, value]) => {
    const isPem = (option === 'certificate' || option === 'key') && typeof value === 'string';
    const named = isPem && Object.hasOwn(NAMED, value) ? NAMED[value] : undefined;
    return [option, named === undefined ? value : identity[named]];
  });
  return { ...actor, options: { ...(trusts ? { ca: identity.authority } : {}), ...Object.fromEntries(own) } };
}
