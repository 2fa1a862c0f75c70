/** The bench's folder for temporary files; those of benches that were killed are removed by the next one. */
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'wireside-bench-';
/** Names the process to which a folder belongs. */
const OWNER = 'owner';

/** Makes a folder that agents can reach, and removes those whose owners are dead. */
export function makeOwnFolder(): string {
  removeStale();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  chmodSync(folder, 0o711); // agents run as another user, and need to reach their own folder in it
  const owner = identity('self');
  if (owner !== null) writeFileSync(join(folder, OWNER), owner);
  return folder;
}

/**
 * What tells a process from all others, those that later get its number included: process namespace, number and time
 * of birth (proc(5)); null when there is no such process here, or no /proc.
 */
function identity(pid: string): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The time is field 22, counted behind the command's name, which may hold anything.
    const born = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${readlinkSync('/proc/self/ns/pid')} ${Number.parseInt(stat, 10)} ${born}`;
  } catch {
    return null;
  }
}

/** Only folders of this user's own, whose owner lived in this process namespace and lives no more. */
function removeStale(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      const status = lstatSync(folder);
      if (!status.isDirectory() || status.uid !== process.getuid?.()) continue;
      const owner = readFileSync(join(folder, OWNER), 'latin1');
      const [namespace = '', pid = ''] = owner.split(' ');
      if (namespace !== readlinkSync('/proc/self/ns/pid') || identity(pid) === owner) continue;
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // It has just been made, or is being removed.
    }
  }
}
