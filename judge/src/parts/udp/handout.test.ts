/** The handout of the part udp and its judge agree. */
import type { Held } from '../handout.test.helper.ts';
import { testHandout } from '../handout.test.helper.ts';

const CORRECT = 'correct/python-select.py';
const CONNECTED = 'correct/python-connected.py';
const BY_TURNS = 'correct/python-by-turns.py';
const NUMBER_ONLY = 'correct/python-sleep.py';

/** Each sentence under "Requirements", without its emphasis. */
const SENTENCES: Readonly<Record<string, Held>> = {
  'The program is started exactly as shown above and uses both arguments.': [
    'request',
    CORRECT,
    'incorrect/port-hard-coded.py',
  ],
  'The judge varies the server and the port.': ['request', CORRECT, 'incorrect/host-hard-coded.py'],
  'Each datagram that it sends to the server has exactly the 8 bytes RESET:20, with no newline or zero byte after them.':
    ['request', CORRECT, 'incorrect/wrong-request.c'],
  'In each round, from the first one on, it sends a request on IPv4 and a request on IPv6.': [
    'families',
    CORRECT,
    'incorrect/families-in-turn.py',
  ],
  'Where the name of the server has an address of one family only, it sends on that family.': [
    'request',
    CORRECT,
    'incorrect/family-missing.py',
  ],
  'As long as no acknowledgment has come, it sends the next round a second after the last one.': [
    'interval',
    CORRECT,
    'incorrect/too-slow.py',
  ],
  'From 0.7 to 2.5 seconds between two requests on the same family are accepted, so it may also wait for one second on each family.':
    ['interval', BY_TURNS, 'incorrect/half-second.py'],
  'It sends one request on each family in a round, not several copies.': [
    'interval',
    CORRECT,
    'incorrect/burst.py',
  ],
  'It goes on until an acknowledgment comes on either family, however long that takes.': [
    'repeats',
    CORRECT,
    'incorrect/gives-up.py',
  ],
  'Both forms of the acknowledgment count, with : and with =.': ['shows', CORRECT, 'incorrect/one-form.py'],
  'When a request is refused, the program neither ends nor sends the next round earlier.': [
    'survives',
    CONNECTED,
    'incorrect/refusal-ends.py',
  ],
  'It prints the acknowledgment on standard output: the whole text, or a line with its number.': [
    'shows',
    NUMBER_ONLY,
    'incorrect/on-errors.py',
  ],
  'Other lines are accepted.': ['shows', CONNECTED, 'incorrect/not-shown.py'],
  'After it has read an acknowledgment, it sends nothing more.': ['stops', CORRECT, 'incorrect/goes-on.py'],
  'It exits by itself, soon, with exit status 0.': ['ends', CORRECT, 'incorrect/hangs-at-end.py'],
  'Standard error is yours: print there whatever helps you to find mistakes.': 'explains',
  'The judge leaves nothing to luck: in each of its cases, it is decided in advance which requests get an answer.':
    'explains',
};

testHandout('sockets', 'udp', SENTENCES);
