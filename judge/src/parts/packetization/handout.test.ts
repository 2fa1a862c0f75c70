/** The handout of packetization and its judge agree. */
import type { Held } from '../handout.test.helper.ts';
import { testHandout } from '../handout.test.helper.ts';

const CORRECT = 'correct/python-streaming.py';
const OWN_LINES = 'correct/python-own-lines.py';

/** Each sentence under "Requirements", without its emphasis. */
const SENTENCES: Readonly<Record<string, Held>> = {
  'The program is started exactly as shown above and uses all three arguments.': [
    'connects',
    CORRECT,
    'incorrect/port-hard-coded.py',
  ],
  'The judge varies the server, the port and the command.': [
    'connects',
    CORRECT,
    'incorrect/host-hard-coded.py',
  ],
  'The program connects over IPv4.': ['connects', CORRECT, 'incorrect/ipv6-socket.py'],
  'It sends the command as plain ASCII bytes, exactly once, with no newline or zero byte after it.': [
    'command',
    CORRECT,
    'incorrect/newline-after-command.py',
  ],
  'For CMD_short, it prints each message on its own line of standard output, in order.': [
    'messages',
    CORRECT,
    'incorrect/wrong-separator.mjs',
  ],
  'No message is missing or repeated, and there is nothing else on these lines.': [
    'messages',
    CORRECT,
    'incorrect/drops-last-message.py',
  ],
  'It prints each message when the message arrives: not when the next one arrives, and not all of them at the end.':
    ['live', CORRECT, 'incorrect/one-late.py'],
  'For CMD_floodme, it prints the whole text on standard output, unchanged.': [
    'flood',
    CORRECT,
    'incorrect/added-to-pieces.py',
  ],
  'A newline after the last byte is accepted.': ['flood', CORRECT, 'incorrect/added-line-breaks.py'],
  'When the server has closed the connection, the program exits by itself, soon, with exit status 0.': [
    'end',
    CORRECT,
    'incorrect/hangs-at-end.py',
  ],
  'It does not exit earlier.': ['end', CORRECT, 'incorrect/closes-early.py'],
  'When no server listens at the address, it prints an error message on standard error and exits with a status other than 0.':
    ['refused', CORRECT, 'incorrect/error-on-output.py'],
  'It does not wait, and does not keep trying.': ['refused', CORRECT, 'incorrect/refusal-ignored.py'],
  'Standard error is yours: print there whatever helps you to find mistakes.': 'explains',
  'It is recorded, and only the last rule asks for something there.': 'explains',
  'Lines on standard output that are not messages are noted, and do not affect it either.': [
    'messages',
    OWN_LINES,
    'incorrect/drops-last-message.py',
  ],
  'These rules hold however the network splits the bytes.': [
    'messages',
    CORRECT,
    'incorrect/split-message-lost.py',
  ],
  'In some cases many messages arrive at once.': ['messages', CORRECT, 'incorrect/one-recv-one-message.c'],
  'In others one message arrives in pieces, even byte by byte, with pauses in the middle of a number.': [
    'messages',
    CORRECT,
    'incorrect/number-cut.py',
  ],
};

testHandout('sockets', 'packetization', SENTENCES);
