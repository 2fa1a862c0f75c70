/** The library also runs in the browser: its bundle needs nothing of Node, and loads ciphers only on demand. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const WIRE = join(import.meta.dirname, '../../wire');

/** Bytes, minified, that a page loads before it knows whether there is anything to decrypt. */
const MOST = 400_000;

it('is bundled without Node, and its ciphers apart', async () => {
  const { metafile, warnings } = await build({
    entryPoints: [join(WIRE, 'src/index.ts')],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    outdir: '/out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  expect(warnings).toEqual([]);
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.filter((path) => /\bnode:|__browser-external|\(disabled\)/.test(path))).toEqual([]);
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  expect(imports.filter(({ external }) => external)).toEqual([]);

  const outputs = Object.entries(metafile.outputs);
  const withCiphers = outputs.filter(([, output]) =>
    Object.keys(output.inputs).some((path) => path.includes('@noble/')),
  );
  const [entry, main] = outputs.find(([path]) => path.endsWith('index.js'))!;
  expect(withCiphers.length).toBeGreaterThan(0);
  expect(withCiphers.map(([path]) => path)).not.toContain(entry);
  // The entry itself contains no ciphers; they are loaded by an import() only.
  const reached = new Set<string>();
  const reach = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const one of metafile.outputs[path]!.imports) if (one.kind === 'import-statement') reach(one.path);
  };
  reach(entry);
  expect(withCiphers.filter(([path]) => reached.has(path))).toEqual([]);
  expect(main.bytes).toBeLessThan(MOST);
});
