/** Drops privileges and enters namespaces. Root first becomes an ordinary user, so that there is only one way. */

/** The user "nobody", and the group "nogroup". */
export const UNPRIVILEGED_USER = 65534;

/** Command that runs another one without privileges (setpriv(1)); empty for an ordinary user. */
export function dropPrivileges(): string[] {
  if (process.getuid?.() !== 0) return [];
  const id = String(UNPRIVILEGED_USER);
  return ['setpriv', '--reuid', id, '--regid', id, '--clear-groups'];
}

/** Command that runs another one in a user namespace, with all capabilities and its own user id (unshare(1)). */
export const ENTER_USER_NAMESPACE: readonly string[] = [
  'unshare',
  '--user',
  '--map-current-user',
  '--keep-caps',
];

/**
 * Closes the file descriptors that we inherited, except Node's channel: a program under test must not find them. For
 * bash, because sh may not support descriptors above 9.
 */
const CLOSE_INHERITED =
  'for fd in /proc/self/fd/*; do fd=${fd##*/}; ' +
  'if [ "$fd" -gt 2 ] && [ "$fd" != "$NODE_CHANNEL_FD" ]; then eval "exec $fd>&-"; fi; done 2>/dev/null;';

/** Makes the socket hash of network namespaces small; see ENTER_NAMESPACES. */
const SMALL_HASH = 'echo 512 >/proc/sys/net/ipv4/tcp_child_ehash_entries 2>/dev/null;';

/**
 * Command that runs another one in its own user, network, mount and process namespaces. Their first process (sh) reaps
 * orphans; when it ends, for whatever reason, the kernel kills everything in them (pid_namespaces(7)).
 *
 * The network namespace is made inside another one, which serves only for a setting that its children inherit. Without
 * it, each read of /proc/net/tcp searches the socket hash of the whole machine, which takes milliseconds (ip-sysctl,
 * tcp_child_ehash_entries, Linux 6.1; older kernels are just slower).
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
