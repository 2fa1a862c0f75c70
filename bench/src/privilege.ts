/** How the bench gives up what it does not need: as root it first becomes an ordinary user, so that there is one path. */

/** The user and group "nobody" and "nogroup". */
export const UNPRIVILEGED = 65534;

/** Command that runs another one without privileges; empty for an ordinary user (setpriv(1)). */
export function dropPrivileges(): string[] {
  if (process.getuid?.() !== 0) return [];
  return ['setpriv', '--reuid', String(UNPRIVILEGED), '--regid', String(UNPRIVILEGED), '--clear-groups'];
}

/** Command that runs another one in a user namespace in which it may do everything, under its own user (unshare(1)). */
export const ENTER_USER_NAMESPACE: readonly string[] = [
  'unshare',
  '--user',
  '--map-current-user',
  '--keep-caps',
];

/**
 * Command that runs another one as the first process of private user, network, mount and process namespaces.
 * When that process ends, however it ends, the kernel ends everything that it started (pid_namespaces(7)).
 *
 * The network namespace is made inside another, whose only use is a setting that children inherit: without it,
 * every look at /proc/net/tcp walks the whole machine's socket hash, which takes milliseconds (ip-sysctl,
 * tcp_child_ehash_entries, Linux 6.1; older kernels are only slower).
 */
export const ENTER_NAMESPACES: readonly string[] = [
  ...ENTER_USER_NAMESPACE,
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount-proc',
  'sh',
  '-c',
  'set_small() { echo 512 >/proc/sys/net/ipv4/tcp_child_ehash_entries; }; set_small 2>/dev/null; exec unshare --net sh -c \'set_small() { echo 512 >/proc/sys/net/ipv4/tcp_child_ehash_entries; }; set_small 2>/dev/null; exec "$@"\' sh "$@"',
  'sh',
];
