/** What else was seen in a run of the part tls; it does not affect the score. */
import { clientNotes } from '../../common/notes.ts';
import type { TlsFacts } from './facts.ts';

/** What Python says before version 3.12, where the function is gone. */
const DEPRECATED = /ssl\.wrap_socket\(\) is deprecated/;

/** Notes on a run, a sentence each; what a server says when Ctrl-C ends it is none. */
export function notes(facts: TlsFacts): string[] {
  const found = facts.isInterrupted ? [] : clientNotes(facts);
  if (DEPRECATED.test(new TextDecoder().decode(facts.errors)))
    found.push(
      'ssl.wrap_socket() is gone in Python 3.12: make an ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), and use its wrap_socket()',
    );
  return found;
}
