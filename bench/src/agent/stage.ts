/** The stage of a run: a network with a capture on it and an empty workspace, made ahead so that a run need not wait. */
import { DEFAULT_LIMITS } from '../limits.ts';
import { type Capture, startCapture } from './capture.ts';
import { makeWire, type Network, ownHost } from './network.ts';
import { mountCommand } from './workspace.ts';

export interface Stage {
  network: Network;
  capture: Capture;
  /** Takes everything away; nothing of it is left when this resolves. */
  remove(): Promise<void>;
}

/** Makes a network of two hosts, or takes the own one, mounts a workspace at `folder`, and starts capturing. */
export async function makeStage(kind: 'wire' | 'localhost', folder: string): Promise<Stage> {
  const mount = mountCommand(folder, DEFAULT_LIMITS);
  const network = kind === 'wire' ? await makeWire(mount, folder) : await ownHost(mount, folder);
  try {
    const capture = await startCapture(network.device);
    return {
      network,
      capture,
      remove: async () => {
        await Promise.all([capture.kill(), network.remove()]);
      },
    };
  } catch (error) {
    await network.remove();
    throw error;
  }
}
