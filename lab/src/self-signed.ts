/** Self-signed certificates for localhost, made for the run: what a part names as files of its program and in options of peers. */
import type { Identity } from '@wireside/authority';
import { selfSigned } from '@wireside/authority';
import type { RunRequest, SceneActor } from '@wireside/bench';
import { withFiles, withPems } from './pem-files.ts';

/** The certificate of each of two servers, and its key. The two have nothing in common but the name localhost. */
export const SELF_SIGNED = ['own.pem', 'own.key', 'other.pem', 'other.key'] as const;

/** A name of {@link SELF_SIGNED}. */
export type SelfSignedName = (typeof SELF_SIGNED)[number];

/** What was made already: an RSA key takes a while, and which one it is does not matter to any run. */
let made: Promise<Readonly<Record<SelfSignedName, string>>> | undefined;

async function make(): Promise<Readonly<Record<SelfSignedName, string>>> {
  const [own, other]: readonly Identity[] = await Promise.all([
    selfSigned({ name: 'localhost' }),
    selfSigned({ name: 'localhost' }),
  ]);
  return {
    'own.pem': own!.certificate,
    'own.key': own!.key,
    'other.pem': other!.certificate,
    'other.key': other!.key,
  };
}

/**
 * The request with the files that its program finds, in place of its own of these names, and with the certificates that
 * options of peers name.
 */
export async function withSelfSigned(
  request: RunRequest,
  files: Readonly<Record<string, SelfSignedName>>,
): Promise<RunRequest> {
  if (Object.keys(files).length === 0) return request;
  made ??= make();
  const pems = await made;
  const own = Object.fromEntries(Object.entries(files).map(([path, name]) => [path, pems[name]]));
  const actors = request.scene.actors.map((actor): SceneActor =>
    actor.kind === 'peer'
      ? { ...actor, options: withPems(actor.options, pems) }
      : { ...actor, program: withFiles(actor.program, own) },
  );
  return { ...request, scene: { ...request.scene, actors } };
}
