/** How the bench gives up what it does not need: as root it first becomes an ordinary user, so that there is one path. */
/** The user and group "nobody" and "nogroup". */
export declare const UNPRIVILEGED = 65534;
/** Command that runs another one without privileges; empty for an ordinary user (setpriv(1)). */
export declare function dropPrivileges(): string[];
/** Command that runs another one in a user namespace in which it may do everything, under its own user (unshare(1)). */
export declare const ENTER_USER_NAMESPACE: readonly string[];
/**
 * Command that runs another one in private user, network, mount and process namespaces, under a first process (sh)
 * that reaps orphans. When that one ends, however it ends, the kernel ends everything in them (pid_namespaces(7)).
 *
 * The network namespace is made inside another, whose only use is a setting that children inherit: without it,
 * every look at /proc/net/tcp walks the whole machine's socket hash, which takes milliseconds (ip-sysctl,
 * tcp_child_ehash_entries, Linux 6.1; older kernels are only slower).
 */
export declare const ENTER_NAMESPACES: readonly string[];
