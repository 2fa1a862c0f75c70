/** Reads `--peer NAME[,option=value…][@HOST]`, a reference server or client. */
import { escape } from '@wireside/trace';
import { readFileSync } from 'node:fs';
import type { Role } from '@wireside/bench';
import { checkActorOptions, PEM_OPTIONS, PeerOptionError, sceneActor } from '@wireside/peers';
import { didYouMean } from '@wireside/wire';
import { UsageError } from '../usage-error.ts';

/** A peer of a command line. */
export interface PeerWord {
  readonly peer: string;
  readonly role: Role;
  readonly options: Readonly<Record<string, unknown>>;
  /** Where it is asked to be. */
  readonly host?: string;
}

/**
 * Reads `pmu,messages=5,flood.text=utf8@server`.
 * @throws {UsageError} when an option is not of the form name=value; {PeerOptionError} when the peer, an option or a
 * value does not exist
 */
export function readPeer(text: string): PeerWord {
  const [, rest = text, host] = /^(.*)@([^@,=]*)$/s.exec(text) ?? [];
  const [peer = '', ...pairs] = rest.split(',');
  const options: Record<string, unknown> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) {
      throw new UsageError(
        `--peer ${escape(text)}: "${escape(pair)}" is not an option.`,
        'Write name=value, such as messages=5.',
      );
    }
    const [option, value] = [pair.slice(0, at), pair.slice(at + 1)];
    // A peer on the bench could not read a file.
    options[option] = PEM_OPTIONS.includes(option) ? contentsOf(value) : value;
  }
  const [problem] = checkActorOptions(peer, options);
  if (problem !== undefined) {
    const { value, option, choices = [] } = problem;
    const unknown = problem.code === 'PEER_OPTION_UNKNOWN' ? option : value;
    const near = didYouMean(String(unknown), choices);
    throw new PeerOptionError(near === undefined ? problem : { ...problem, hint: near });
  }
  return { peer, role: sceneActor(peer)!.role, options, ...(host === undefined ? {} : { host }) };
}

/** What is in a file; the name itself where there is no such file, which the peer then reports. */
function contentsOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return path;
  }
}
