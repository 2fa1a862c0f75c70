/** The handout of the part sender and its judge agree. */
import type { Held } from '../handout.test.helper.ts';
import { testHandout } from '../handout.test.helper.ts';

const CORRECT = 'correct/python.py';
const INPUT = 'correct/python-input.py';

/** Each sentence under "Requirements", without its emphasis. */
const SENTENCES: Readonly<Record<string, Held>> = {
  'The program is started exactly as shown above and uses all three arguments.': [
    'sends',
    CORRECT,
    'incorrect/wrong-command-line.py',
  ],
  'The judge varies the group, the port and the id.': ['id', CORRECT, 'incorrect/id-hard-coded.py'],
  'It sends UDP datagrams to the group and its port, by the interface of the network, which the kernel chooses.':
    ['sends', CORRECT, 'incorrect/loopback.py'],
  'Each datagram begins with the six digits, as text.': ['id', CORRECT, 'incorrect/binary-id.py'],
  'After the id comes the text of one line, in UTF-8: with nothing between them, and with no newline or zero byte at the end.':
    ['lines', CORRECT, 'incorrect/latin-1.py'],
  'Blanks at the ends of a line may be missing.': ['lines', CORRECT, 'incorrect/blank.py'],
  'An empty line may be sent as the id alone, or left out.': ['lines', INPUT, 'incorrect/newline.py'],
  'Each line becomes one datagram, whole, until the input ends.': ['lines', CORRECT, 'incorrect/one-line.py'],
  'It sends a line when it has been typed, and does not wait for the next one or for the end of the input.': [
    'sends',
    CORRECT,
    'incorrect/collects.py',
  ],
  'It exits by itself when its input has ended.': ['ends', CORRECT, 'incorrect/hangs-at-end.py'],
  'With which exit status, and with which words, does not matter.': [
    'ends',
    INPUT,
    'incorrect/hangs-at-end.py',
  ],
  'Standard output and standard error are yours: print there what you like, such as a prompt.': 'explains',
};

testHandout('sockets', 'sender', SENTENCES);
