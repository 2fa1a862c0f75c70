/** The system's tools that the bench needs, and how to install those that are missing. */
import { findTool } from '../tool-path.ts';

/** A tool of the system. */
export interface NeededTool {
  readonly name: string;
  /** The Debian package that has it. */
  readonly package: string;
  /** What it does for the bench. */
  readonly use: string;
  /** Whether the bench works without it. */
  readonly optional?: boolean;
}

/** All tools. */
export const NEEDED_TOOLS: readonly NeededTool[] = [
  { name: 'tcpdump', package: 'tcpdump', use: 'captures packets' },
  { name: 'strace', package: 'strace', use: 'traces system calls' },
  { name: 'bwrap', package: 'bubblewrap', use: 'makes the sandbox' },
  { name: 'ip', package: 'iproute2', use: 'makes the network' },
  { name: 'tc', package: 'iproute2', use: 'delays packets', optional: true },
  { name: 'nft', package: 'nftables', use: 'drops packets', optional: true },
  { name: 'ethtool', package: 'ethtool', use: 'turns offload off' },
  { name: 'unshare', package: 'util-linux', use: 'makes the namespaces' },
  { name: 'nsenter', package: 'util-linux', use: 'enters another host' },
  { name: 'setpriv', package: 'util-linux', use: 'drops privileges' },
  { name: 'prlimit', package: 'util-linux', use: 'sets limits' },
  { name: 'mount', package: 'mount', use: 'makes the private folder' },
  { name: 'umount', package: 'mount', use: 'removes it' },
  { name: 'mkfifo', package: 'coreutils', use: 'makes the pipes for output and calls' },
];

/** The tools that are not installed where the bench looks for them. */
export function missingTools(path?: string): NeededTool[] {
  return NEEDED_TOOLS.filter(({ name }) => findTool(name, path) === undefined);
}

/** The Debian packages of the missing tools, without duplicates. */
export function missingPackages(path?: string): string[] {
  return packagesOf(missingTools(path));
}

/** The Debian packages of tools, without duplicates. */
export function packagesOf(tools: readonly NeededTool[]): string[] {
  return [...new Set(tools.map((tool) => tool.package))];
}

/** A package manager: its command, how it installs packages, and names that differ from Debian's. */
interface PackageManager {
  readonly command: string;
  readonly install: string;
  readonly names: Readonly<Record<string, string>>;
}

/** Package managers of the common distributions. */
const MANAGERS: readonly PackageManager[] = [
  { command: 'apt-get', install: 'apt-get install --no-install-recommends', names: {} },
  {
    command: 'dnf',
    install: 'dnf install',
    names: { iproute2: 'iproute iproute-tc', mount: 'util-linux', 'netcat-openbsd': 'netcat' },
  },
  { command: 'pacman', install: 'pacman -S', names: { mount: 'util-linux' } },
  { command: 'zypper', install: 'zypper install', names: { mount: 'util-linux' } },
  { command: 'apk', install: 'apk add', names: {} },
];

/** The package manager of this machine; apt-get when we recognize none. */
function packageManager(): string {
  return MANAGERS.find(({ command }) => findTool(command) !== undefined)?.command ?? 'apt-get';
}

/**
 * What to say when tools are missing: which, how to install them, and that the doctor checks everything.
 * @param names of tools; of those that are not in NEEDED_TOOLS no package is known
 */
export function missingToolText(names: readonly string[]): string {
  const packages = packagesOf(NEEDED_TOOLS.filter(({ name }) => names.includes(name)));
  const install = packages.length === 0 ? '' : ` Install with: ${installCommand(packages)}.`;
  return `Not installed: ${names.join(', ')}.${install} Run "wireside doctor" to check everything that is needed.`;
}

/** The command that installs Debian packages, or the same under other names, on this machine. */
export function installCommand(
  packages: readonly string[],
  manager: string = packageManager(),
  isRoot: boolean = process.getuid?.() === 0,
): string {
  const { install = '', names = {} } = MANAGERS.find(({ command }) => command === manager) ?? {};
  const own = new Set(packages.map((name) => names[name] ?? name));
  return `${isRoot ? '' : 'sudo '}${install} ${[...own].join(' ')}`;
}
