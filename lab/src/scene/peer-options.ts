/** Problems of the options that a file gives a peer, with their places. */
import { checkPeerOptions, isPeerName, sceneActor } from '@wireside/peers';
import type { Finding, Problem } from '../content/problem.ts';
import { unknownName } from '../content/problem.ts';
import type { FieldPath } from '../content/yaml-file.ts';
import { mapOf } from './values.ts';

/** Makes problems of fields: a file, or the place of a scene in one. */
interface Site {
  problem(path: FieldPath, finding: Finding, at?: 'key' | 'value'): Problem;
}

/** All problems of a peer's options; none where the peer does not exist. @param peer its name in a scene */
export function optionRules(site: Site, path: FieldPath, peer: string, options: unknown): Problem[] {
  const given = mapOf(options);
  if (!isPeerName(peer)) return clientRules(site, path, peer, given);
  return checkPeerOptions(peer, given).map(({ code, option, observed, expected, choices = [] }) => {
    // Options are written nested or with dots.
    const inside = option === undefined ? [] : Object.hasOwn(given, option) ? [option] : option.split('.');
    return code === 'PEER_OPTION_UNKNOWN'
      ? site.problem(
          [...path, ...inside],
          unknownName(`option of the peer ${peer}`, option ?? '', choices),
          'key',
        )
      : site.problem([...path, ...inside], { message: `${observed} is not allowed.`, allowed: expected });
  });
}

/** Options that a client does not have; their values are checked when it starts. */
function clientRules(
  site: Site,
  path: FieldPath,
  peer: string,
  given: Readonly<Record<string, unknown>>,
): Problem[] {
  const known = sceneActor(peer)?.entry.options.map(({ name }) => name);
  if (known === undefined) return [];
  return Object.keys(given)
    .filter((name) => !known.some((option) => bare(option) === bare(name)))
    .map((name) =>
      site.problem([...path, name], unknownName(`option of the peer ${peer}`, name, known), 'key'),
    );
}

/** A name as it is compared: `read-size` is `readSize`. */
function bare(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}
