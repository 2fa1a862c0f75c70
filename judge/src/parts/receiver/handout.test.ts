/** The handout of the part receiver and its judge agree. */
import type { Held } from '../handout.test.helper.ts';
import { testHandout } from '../handout.test.helper.ts';

const CORRECT = 'correct/python.py';
const GROUP = 'correct/python-group.py';
const WITH_ID = 'correct/javascript.mjs';
const WORDS = 'correct/Receiver.java';

/** Each sentence under "Requirements", without its emphasis. */
const SENTENCES: Readonly<Record<string, Held>> = {
  'The program is started exactly as shown above and uses both arguments.': [
    'joins',
    CORRECT,
    'incorrect/wrong-command-line.py',
  ],
  'The judge varies the group and the port.': ['joins', CORRECT, 'incorrect/group-hard-coded.py'],
  'It joins the group, and its UDP socket is bound to the port.': [
    'joins',
    GROUP,
    'incorrect/port-hard-coded.py',
  ],
  "It joins on the interface where the group's datagrams come in, which the kernel chooses unless your program insists on another one.":
    ['joins', CORRECT, 'incorrect/wrong-interface.py'],
  'It hears the group even if no other program on its host has joined.': [
    'joins',
    CORRECT,
    'incorrect/not-joined.py',
  ],
  'It prints every message that comes from then on, each on a line of its own.': [
    'messages',
    CORRECT,
    'incorrect/one-line.py',
  ],
  'The line ends with the text of the message.': ['messages', CORRECT, 'incorrect/tuple.py'],
  'Before the text there may be the id, or words of your own.': [
    'messages',
    WITH_ID,
    'incorrect/bytes-without-id.py',
  ],
  'Blanks at the end of a text may be missing.': ['messages', GROUP, 'incorrect/text-cut.py'],
  'An empty message may be printed as an empty line, or left out.': [
    'stays',
    GROUP,
    'incorrect/empty-message.py',
  ],
  'Other lines are accepted.': ['messages', GROUP, 'incorrect/bytes.py'],
  'Text is in UTF-8, but anyone can send anything: where bytes are not UTF-8, their line may have other characters in place of those that are not ASCII.':
    ['stays', WORDS, 'incorrect/strict-utf8.py'],
  'It prints each message when it arrives, not later.': ['live', CORRECT, 'incorrect/not-flushed.py'],
  'It works beside another receiver on the same host: it shares the port by SO_REUSEADDR, as the other one does.':
    ['joins', CORRECT, 'incorrect/no-reuse.py'],
  'It goes on until the user presses Ctrl-C, which ends it.': [
    'stays',
    CORRECT,
    'incorrect/ignores-interrupt.py',
  ],
  'How it ends then, and with which exit status, does not matter.': [
    'stays',
    WITH_ID,
    'incorrect/one-message.py',
  ],
  'Standard error is yours: print there whatever helps you to find mistakes.': 'explains',
  'Messages that came before your program had joined are never counted.': 'explains',
};

testHandout('sockets', 'receiver', SENTENCES);
