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
 * Closes what was inherited from whoever started us, but for Node's channel: a program under test must not find it.
 * In bash, since sh may know no descriptors above 9.
 */
const CLOSE_INHERITED =
  'for fd in /proc/self/fd/*; do fd=${fd##*/}; ' +
  'if [ "$fd" -gt 2 ] && [ "$fd" != "$NODE_CHANNEL_FD" ]; then eval "exec $fd>&-"; fi; done 2>/dev/null;';

/** Run twice, once in each of two nested network namespaces; see below. */
const SMALL_HASH = 'echo 512 >/proc/sys/net/ipv4/tcp_child_ehash_entries 2>/dev/null;';

/**
 * Command that runs another one in private user, network, mount and process namespaces, under a first process (sh)
 * that reaps orphans. When that one ends, however it ends, the kernel ends everything in them (pid_namespaces(7)).
 *
 * The network namespace is made inside another, whose only use is a setting that children inherit: without it,
 * every look at /proc/net/tcp walks the whole machine's socket hash, which takes milliseconds (ip-sysctl,
 * tcp_child_ehash_entries, Linux 6.1; older kernels are only slower).
 */
export const ENTER_NAMESPACES: readonly string[] = [
  'unshare',
  '--user',
  '--map-current-user',
  '--keep-caps',
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount-proc',
  'bash',
  '-c',
  `${CLOSE_INHERITED} ${SMALL_HASH} exec unshare --net sh -c '${SMALL_HASH} "$@"; exit $?' sh "$@"`,
  'bash',
];
