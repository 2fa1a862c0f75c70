/** The handout of the part chat-server and its judge agree. */
import type { Held } from '../handout.test.helper.ts';
import { testHandout } from '../handout.test.helper.ts';

const THREADS = 'correct/python-threads.py';
const SELECT = 'correct/python-select.py';

/** Each sentence under "Requirements", without its emphasis. */
const SENTENCES: Readonly<Record<string, Held>> = {
  'The program is started exactly as shown above and uses its argument.': [
    'listens',
    THREADS,
    'incorrect/wrong-command-line.py',
  ],
  'The judge varies the port.': ['listens', THREADS, 'incorrect/port-hard-coded.py'],
  'It listens on this port, on all addresses of its host.': [
    'listens',
    THREADS,
    'incorrect/loopback-only.py',
  ],
  'Clients are connected at the same time, and no one has to wait until another one speaks or leaves.': [
    'relays',
    SELECT,
    'incorrect/one-at-a-time.py',
  ],
  'Each line that a client says goes to all other clients that are connected, with the same bytes and its newline.':
    ['relays', THREADS, 'incorrect/newline-missing.py'],
  'It stays whole, also if it is long or arrives in pieces: the line of another client does not get into the middle of it.':
    ['relays', SELECT, 'incorrect/lines-mixed.py'],
  'No line goes back to the client that said it, and the server sends no words of its own.': [
    'only',
    THREADS,
    'incorrect/sent-back.py',
  ],
  'When a client says an empty line, the server closes that connection; the empty line itself may be passed on or not.':
    ['closes', THREADS, 'incorrect/empty-line-ignored.py'],
  'When a client has closed its side, the server closes its own.': [
    'closes',
    SELECT,
    'incorrect/never-closes.py',
  ],
  'It closes no other connection.': ['closes', THREADS, 'incorrect/letters-cut.py'],
  'A client that leaves, even abruptly by a reset, disturbs no one: the server goes on, and the others still hear each other.':
    ['relays', THREADS, 'incorrect/thread-failed.py'],
  'The server never ends by itself.': ['stays', THREADS, 'incorrect/ends-with-client.py'],
  'Standard output and standard error are yours.': 'explains',
};

testHandout('chat', 'chat-server', SENTENCES);
