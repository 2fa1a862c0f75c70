/** Makes the names of a scene's hosts known to peers, which look them up as programs do: in /etc and at the name server. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { NAME_FILES, writeNameFiles } from '../name-files.ts';
import type { Network } from '../network.ts';
import type { Shell } from '../shell.ts';

/** The files of names that the peers of an agent see. */
export class PeerNames {
  readonly #folder: string;

  /** @param folder where the files are; it is made */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Puts the files in front of the machine's own, in this agent's mount namespace.
   * @throws {ToolError} when mount(8) fails
   */
  async show(shell: Shell): Promise<void> {
    mkdirSync(this.#folder);
    writeNameFiles(this.#folder, undefined, [], { localhost: 'both' });
    const shown = NAME_FILES.filter((file) => existsSync(join('/etc', file)));
    const script = 'set -e; folder=$0; for file; do mount --bind "$folder/$file" "/etc/$file"; done';
    await shell.run(['sh', '-c', script, this.#folder, ...shown]);
  }

  /** Writes the names of a run's network. */
  write(network: Network): void {
    const hosts = network.hosts.map(({ description }) => description);
    writeNameFiles(this.#folder, undefined, hosts, { nameServer: network.nameServer, localhost: 'both' });
  }
}
