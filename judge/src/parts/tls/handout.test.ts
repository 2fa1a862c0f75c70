/** The handout of the part tls and its judge agree. */
import type { Held } from '../handout.test.helper.ts';
import { testHandout } from '../handout.test.helper.ts';

const CORRECT = 'correct/python.py';
const CONNECTION = 'correct/python-connection.py';
const SLOW = 'correct/python-slow.py';
const THREADS = 'correct/python-one-message.py';

/** Each sentence under "Requirements", without its emphasis. */
const SENTENCES: Readonly<Record<string, Held>> = {
  'The program is started exactly as shown above and uses all three arguments.': [
    'listens',
    CORRECT,
    'incorrect/wrong-command-line.py',
  ],
  'The judge varies the port.': ['listens', CORRECT, 'incorrect/port-hard-coded.py'],
  'It listens on localhost, over IPv4: at 127.0.0.1 or at all addresses.': [
    'listens',
    THREADS,
    'incorrect/wrong-address.py',
  ],
  'It completes the handshake with each client that offers TLS 1.2 and TLS 1.3, and shows the certificate of the command line.':
    ['handshake', SLOW, 'incorrect/other-certificate.py'],
  'It sends nothing before the command has come, however long that takes.': [
    'waits',
    CORRECT,
    'incorrect/answers-early.py',
  ],
  'It sends one message or more, at most 90, numbered from 0.': [
    'answers',
    THREADS,
    'incorrect/skips-number.py',
  ],
  'Line ends and blanks before, between and after the messages are accepted.': [
    'answers',
    CONNECTION,
    'incorrect/zero-bytes.c',
  ],
  'Pauses of a second between them are accepted.': ['answers', SLOW, 'incorrect/waits-for-more.py'],
  'After the last message it closes the connection, without waiting for the client.': [
    'closes',
    CORRECT,
    'incorrect/waits-for-client.py',
  ],
  'With or without the closing message of TLS (close_notify) is accepted.': [
    'closes',
    CONNECTION,
    'incorrect/never-closes.py',
  ],
  'It serves one client after the other until Ctrl-C.': ['stays', CORRECT, 'incorrect/one-client.py'],
  'More than one at a time is not needed.': 'explains',
  'A client may leave before the handshake or after it, without a command.': [
    'stays',
    CONNECTION,
    'incorrect/dies-on-leaving-client.py',
  ],
  'Another one may not speak TLS at all: it gets no message.': [
    'encrypted',
    CORRECT,
    'incorrect/accepts-plain.py',
  ],
  'Whatever such a client does, the next one is served.': [
    'stays',
    CORRECT,
    'incorrect/dies-on-failed-handshake.py',
  ],
  'What the server prints does not matter.': 'explains',
};

testHandout('sockets', 'tls', SENTENCES);
