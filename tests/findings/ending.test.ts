/** How programs end. */
import { describe, expect } from 'vitest';
import {
  expectExample,
  expectNothing,
  FindingsBench,
  found,
  itFinds,
  on,
  python,
  scene,
} from './findings.test.helper.ts';

const bench = new FindingsBench();

describe('crash', () => {
  itFinds('an exception, in Python and in Node', async () => {
    const run = await bench.run(python(`import socket\na, b = socket.socketpair()\na.send('hello')`));
    expectExample(run, 'crash');
    expect(found(run, 'crash').text).toContain(
      "a bytes-like object is required, not 'str' (program.py, line 3)",
    );
    const node = await bench.source('client.mjs', `function f() {\n  null.x();\n}\nf();`);
    expect(found(await bench.run(node), 'crash').text).toMatch(/TypeError: .* \(client\.mjs, line 2\)\.$/);
  });
  itFinds('a syntax error, and a module that is missing', async () => {
    expect(found(await bench.run(python('def f(:\n  pass')), 'crash').text).toMatch(
      /SyntaxError: .* \(program\.py, line 1\)\.$/,
    );
    expect(found(await bench.run(python('import nosuchmodule')), 'crash').text).toMatch(
      /ModuleNotFoundError: No module named 'nosuchmodule' \(program\.py, line 1\)\.$/,
    );
  });
  itFinds('a signal of the kernel', async () => {
    const c = await bench.source('crash.c', '#include <stdlib.h>\nint main(void) { abort(); }');
    expect(found(await bench.run(c), 'crash').text).toBe(
      'The program was killed by SIGABRT: it called abort(), as a failed assert() and the checks of the C library do.',
    );
  });
  itFinds('not an error that the program reported itself, or that quotes another', async () => {
    expectNothing(await bench.run(python("import sys\nsys.exit('ValueError: that is what I say')")));
    expectNothing(
      await bench.run(
        python("import sys\nprint('Traceback (most recent call last):', file=sys.stderr)\nsys.exit(3)"),
      ),
    );
  });
  itFinds('not a server that is ended with the scene', async () => {
    const server = on(
      'server',
      python("import socket\ns = socket.create_server(('', 5000))\nwhile True: s.accept()"),
    );
    const client = on('client', python('pass'));
    expectNothing(await bench.play({ seed: 'seed', scene: scene({ actors: [server, client] }) }));
  });
});
