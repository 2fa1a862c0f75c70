/** What interpreters say last about the error that ended a program. */
import { expect, it } from 'vitest';
import { lastWords } from './last-words.ts';

const TRACEBACK =
  'Traceback (most recent call last):\n  File "/program/pdc.py", line 7, in <module>\n    run()\n';
const STACK = '    at run (file:///program/pdc.mjs:3:7)\n';

it.each<[what: string, errors: string, message: string | undefined, place?: string]>([
  ['an error of Python', `${TRACEBACK}ValueError: no`, 'ValueError: no', 'pdc.py, line 7'],
  [
    'an error of a library of Python, with a name of its own',
    `${TRACEBACK}websockets.exceptions.ConnectionClosedOK: received 1000 (OK)`,
    'websockets.exceptions.ConnectionClosedOK: received 1000 (OK)',
    'pdc.py, line 7',
  ],
  ['a line like that without a traceback', 'websockets.exceptions.ConnectionClosedOK: no', undefined],
  ['an error of Node', `TypeError: no\n${STACK}\nNode.js v20.1.0`, 'TypeError: no', 'pdc.mjs, line 3'],
  ['a plain Error of Node', `Error: no\n${STACK}\nNode.js v20.1.0`, 'Error: no', 'pdc.mjs, line 3'],
  [
    'an error of Node after another one that the program printed',
    `Error: harmless\n${STACK}file:///program/pdc.mjs:9\n  x.y();\n    ^\n\nTypeError: no\n    at other (file:///program/pdc.mjs:9:1)\n\nNode.js v20.1.0`,
    'TypeError: no',
    'pdc.mjs, line 9',
  ],
])('%s', (_, errors, message, place) => {
  const found = lastWords(new TextEncoder().encode(errors));
  expect([found?.message, found?.place]).toEqual([message, place]);
});
