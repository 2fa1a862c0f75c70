/** The handout of the part websocket and its judge agree. */
import type { Held } from '../handout.test.helper.ts';
import { testHandout } from '../handout.test.helper.ts';

const BY_HAND = 'correct/python.py';
const C = 'correct/c.c';
const LIBRARY = 'correct/python-websockets.py';
const WORDS = 'correct/python-exception.py';

/** Each sentence under "Requirements", without its emphasis. */
const SENTENCES: Readonly<Record<string, Held>> = {
  'The program is started exactly as shown above and uses all three arguments.': [
    'upgrades',
    LIBRARY,
    'incorrect/wrong-command-line.py',
  ],
  'The judge varies the server, the port and the command.': [
    'upgrades',
    LIBRARY,
    'incorrect/port-hard-coded.py',
  ],
  'It opens a WebSocket at ws://<server>:<port>/.': ['upgrades', BY_HAND, 'incorrect/plain-tcp.py'],
  'It masks each of its frames, as RFC 6455 asks of clients.': ['masks', BY_HAND, 'incorrect/not-masked.py'],
  'It sends the command as a text message, with nothing after it, and no other message.': [
    'command',
    LIBRARY,
    'incorrect/binary-command.py',
  ],
  'For CMD_short, it prints each message once, as text, on its own line of standard output, in order.': [
    'messages',
    LIBRARY,
    'incorrect/text-replaced.py',
  ],
  'A message that comes in several frames is one message.': [
    'messages',
    C,
    'incorrect/fragments-as-messages.py',
  ],
  'Before and after the text there may be words of your own.': [
    'messages',
    WORDS,
    'incorrect/bytes-printed.py',
  ],
  'Lines may end as on Windows.': ['messages', WORDS, 'incorrect/one-line.py'],
  'Other lines are accepted, as long as no message is in them.': ['messages', WORDS, 'incorrect/made-up.py'],
  'For CMD_floodme, it prints the whole text on standard output, unchanged.': [
    'flood',
    BY_HAND,
    'incorrect/flood-made-up.py',
  ],
  'What stands before and after it does not matter.': ['flood', WORDS, 'incorrect/short-length.py'],
  'It answers each ping by a pong with the same bytes, whenever the ping comes.': [
    'answers-ping',
    BY_HAND,
    'incorrect/bytes-after-101-lost.py',
  ],
  "It answers the server's close frame by its own.": ['closes', BY_HAND, 'incorrect/close-unanswered.py'],
  'It may also close first, when the last message has come.': ['closes', C, 'incorrect/one-message.py'],
  'It exits by itself, with exit status 0.': ['ends', WORDS, 'incorrect/hangs-at-end.py'],
  'Standard error is yours: print there whatever helps you to find mistakes.': 'explains',
  'You may use a WebSocket library, which does the upgrade, the masks, the pongs and the close frames for you.':
    'explains',
};

testHandout('sockets', 'websocket', SENTENCES);
