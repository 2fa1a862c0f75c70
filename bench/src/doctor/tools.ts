/** The system's tools that the bench is made of, and how to install those that are missing. */
import { findTool } from '../tool-path.ts';

/** A tool, the Debian package that has it, and what the bench does with it. */
export interface NeededTool {
  name: string;
  package: string;
  use: string;
  /** Whether the bench works without it. */
  optional?: boolean;
}

export const NEEDED_TOOLS: readonly NeededTool[] = [
  { name: 'tcpdump', package: 'tcpdump', use: 'captures the packets' },
  { name: 'strace', package: 'strace', use: 'traces the calls' },
  { name: 'bwrap', package: 'bubblewrap', use: 'is the sandbox' },
  { name: 'ip', package: 'iproute2', use: 'makes the wire' },
  { name: 'tc', package: 'iproute2', use: 'delays packets', optional: true },
  { name: 'nft', package: 'nftables', use: 'loses packets', optional: true },
  { name: 'ethtool', package: 'ethtool', use: 'turns offload off' },
  { name: 'unshare', package: 'util-linux', use: 'makes the namespaces' },
  { name: 'nsenter', package: 'util-linux', use: 'enters the station' },
  { name: 'setpriv', package: 'util-linux', use: 'gives up privileges' },
  { name: 'prlimit', package: 'util-linux', use: 'sets the limits' },
  { name: 'mount', package: 'mount', use: 'makes the private folder' },
  { name: 'umount', package: 'mount', use: 'removes it' },
  { name: 'mkfifo', package: 'coreutils', use: 'makes the pipes of the output and the call trace' },
];

/** The tools that are not where the bench looks for them. */
export function missingTools(path?: string): NeededTool[] {
  return NEEDED_TOOLS.filter(({ name }) => findTool(name, path) === null);
}

/** Debian packages of the tools that are missing, each once. */
export function missingPackages(path?: string): string[] {
  return packagesOf(missingTools(path));
}

/** Debian packages of tools, each once. */
export function packagesOf(tools: readonly NeededTool[]): string[] {
  return [...new Set(tools.map((tool) => tool.package))];
}

/** What installs packages on the common distributions. Their names are Debian's but where another is said. */
const MANAGERS: readonly { command: string; install: string; names: Record<string, string> }[] = [
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

/** The package manager of this machine; apt-get where none is known. */
export function packageManager(): string {
  return MANAGERS.find(({ command }) => findTool(command) !== null)?.command ?? 'apt-get';
}

/** The one command to type that installs Debian packages, or their like, on this machine. */
export function installCommand(
  packages: readonly string[],
  manager: string = packageManager(),
  isRoot: boolean = process.getuid?.() === 0,
): string {
  const { install = '', names = {} } = MANAGERS.find(({ command }) => command === manager) ?? {};
  const own = new Set(packages.map((name) => names[name] ?? name));
  return `${isRoot ? '' : 'sudo '}${install} ${[...own].join(' ')}`;
}
