/** The handout of the part chat-client and its judge agree. */
import type { Held } from '../handout.test.helper.ts';
import { testHandout } from '../handout.test.helper.ts';

const THREADS = 'correct/python-threads.py';
const SELECT = 'correct/python-select.py';

/** Each sentence under "Requirements", without its emphasis. */
const SENTENCES: Readonly<Record<string, Held>> = {
  'The program is started exactly as shown above and uses both arguments.': [
    'connects',
    THREADS,
    'incorrect/wrong-command-line.py',
  ],
  'The judge varies the server and the port.': ['connects', THREADS, 'incorrect/port-hard-coded.py'],
  'It opens a TCP connection to the server, over IPv4.': [
    'connects',
    THREADS,
    'incorrect/host-hard-coded.py',
  ],
  'It sends each line of its standard input when it has been typed: the text in UTF-8 and a newline, with nothing before or after them.':
    ['sends', THREADS, 'incorrect/newline-missing.py'],
  'It prints each line that arrives on a line of its own, as soon as its newline has arrived, whether the user types or not.':
    ['shows', THREADS, 'incorrect/keyboard-first.py'],
  'A line may be long, may arrive in several pieces, and several lines may arrive in one piece.': [
    'shows',
    SELECT,
    'incorrect/piece-shown.py',
  ],
  'Words before the line, and other lines, are accepted.': ['shows', THREADS, 'incorrect/lines-glued.py'],
  'An empty line ends the conversation, and so does the end of the input: the program closes the connection and exits.':
    ['ends', THREADS, 'incorrect/goes-on.py'],
  'It may send the empty line before that.': ['ends', SELECT, 'incorrect/goes-on.py'],
  'When the server closes the connection, the program exits too, and does not wait for the keyboard.': [
    'ends',
    THREADS,
    'incorrect/stays-alone.py',
  ],
  'With which exit status does not matter.': ['ends', SELECT, 'incorrect/end-of-input-ignored.py'],
  'Standard error is yours.': 'explains',
};

testHandout('chat', 'chat-client', SENTENCES);
