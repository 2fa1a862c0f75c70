/** Peers as a scene names them: the servers of the catalog, and the clients, which end in `-client` where a server has the same name. */
import type { Option } from '@wireside/peers';
import { clients, isPeerName, peerNames, peers } from '@wireside/peers';

/** The clients by the names that they have in scenes. */
const CLIENTS = new Map(
  Object.entries(clients).map(([name, entry]) => [isPeerName(name) ? `${name}-client` : name, entry]),
);

/** Names of all peers of a scene, servers first. */
export const SCENE_PEERS: readonly string[] = [...peerNames, ...CLIENTS.keys()];

/** Whether a peer is a server or a client; undefined for a name that no peer has. */
export function kindOf(peer: string): 'server' | 'client' | undefined {
  if (isPeerName(peer)) return 'server';
  return CLIENTS.has(peer) ? 'client' : undefined;
}

/** The options of a peer; none of a name that no peer has. */
export function optionsOf(peer: string): readonly Option[] {
  return isPeerName(peer) ? peers[peer].options : (CLIENTS.get(peer)?.options ?? []);
}
