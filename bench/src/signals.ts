/** The signals that a scene can send to a program. */

/** Those of a terminal and of kill(1) that end, stop or tell something; signal(7). */
export const SIGNALS: ReadonlySet<string> = new Set([
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGKILL',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGPIPE',
  'SIGALRM',
  'SIGTSTP',
  'SIGSTOP',
  'SIGCONT',
  'SIGWINCH',
]);
