/** What a run needs before it starts: a network with a capture on it, and an empty workspace. Made in advance. */
import { DEFAULT_LIMITS } from '../limits.ts';
import type { Scene, SceneHost } from '../request.ts';
import { Capture } from './capture.ts';
import { runCommand } from './command.ts';
import { LocalhostNetwork } from './localhost-network.ts';
import { SWITCH_DEVICE, WireNetwork } from './network.ts';
import type { Network } from './network.ts';
import { mountCommand } from './workspace.ts';

/** A network, a capture and a workspace, for one run. */
export interface Setup {
  readonly network: Network;
  readonly capture: Capture;
  /** Removes everything; nothing of it is left when this resolves. */
  remove(): Promise<void>;
}

/** A setup whose hosts have no place in a scene yet. */
export interface ReadySetup extends Setup {
  readonly network: WireNetwork;
}

/** The hosts of most scenes. Their addresses are given in advance. */
const USUAL: readonly SceneHost[] = [
  { name: 'server', names: [] },
  { name: 'client', names: [] },
];

/**
 * Makes a network of two hosts, mounts a workspace at `folder`, and starts the capture.
 * @throws {ToolError} when one of the tools fails
 */
export async function makeReadySetup(folder: string): Promise<ReadySetup> {
  const network = await WireNetwork.make(mountCommand(folder, DEFAULT_LIMITS));
  const capture = new Capture();
  const remove = async (): Promise<void> => {
    await Promise.all([capture.kill(), network.remove(), unmount(folder)]);
  };
  try {
    await Promise.all([
      network.configure(USUAL, 'server'),
      capture.add({ name: SWITCH_DEVICE, enter: network.enterSwitch, marker: 'broadcast' }),
    ]);
    return { network, capture, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Makes what a scene needs; takes over what was made in advance if it can, and else removes it.
 * @param own the name of the agent's own host
 * @param folder where a workspace is, or will be, mounted
 * @throws {ToolError} when one of the tools fails
 */
export async function setupFor(
  ready: ReadySetup | undefined,
  scene: Scene,
  own: string,
  folder: string,
): Promise<Setup> {
  const [first] = scene.hosts;
  if (scene.hosts.length === 1 && first!.name === 'localhost') {
    return makeLocalhost(ready, first!, folder);
  }
  const setup = ready ?? (await makeReadySetup(folder));
  const { network, capture } = setup;
  try {
    await network.configure(scene.hosts, own);
    await Promise.all([
      ...network.hosts
        .filter(({ description }) => countOn(scene, description.name) > 1)
        .map(({ description, enter }) =>
          capture.add({ name: `lo of ${description.name}`, device: 'lo', enter, marker: 'loopback' }),
        ),
      ...(scene.capturesHosts === true ? network.hosts : []).flatMap(({ description, enter, devices }) =>
        devices.slice(0, 1).map((device) =>
          capture.add({
            name: device,
            enter,
            marker: 'broadcast',
            file: `wire-${description.name}.pcapng`,
          }),
        ),
      ),
    ]);
    return setup;
  } catch (error) {
    await setup.remove();
    throw error;
  }
}

/** What was made in advance goes while the rest is made; its workspace stays. */
async function makeLocalhost(ready: ReadySetup | undefined, host: SceneHost, folder: string): Promise<Setup> {
  if (ready === undefined) await runCommand(mountCommand(folder, DEFAULT_LIMITS));
  const capture = new Capture();
  const remove = async (): Promise<void> => {
    await Promise.all([capture.kill(), unmount(folder)]);
  };
  try {
    const [network] = await Promise.all([
      LocalhostNetwork.make(host),
      capture.add({ name: 'lo', enter: [], marker: 'loopback' }),
      ready?.network.remove(),
      ready?.capture.kill(),
    ]);
    return { network, capture, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function unmount(folder: string): Promise<void> {
  await runCommand(['umount', folder]);
}

/** How many actors stand on a host. Two of them may talk over its lo. */
function countOn({ actors }: Scene, name: string): number {
  return actors.filter(({ host }) => host === name).length;
}
