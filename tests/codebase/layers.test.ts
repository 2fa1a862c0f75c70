/** Inside `wire`, imports go from higher layers to lower ones only. */
import { expect, it } from 'vitest';
import { importsOf, isForTests } from './dependencies.ts';
import { read, sources } from './files.ts';
import { WIRE_LAYERS, layerFolder, upwardImport } from './layers.ts';

const files = sources('wire/src').filter((file) => !isForTests(file));

it('no file of wire imports from a layer above its own', () => {
  const refused = files.flatMap((file) =>
    importsOf(read(file)).map((specifier) => upwardImport(file, specifier)),
  );
  expect(refused.filter((sentence) => sentence !== undefined)).toEqual([]);
});

it('the table lists every folder of wire, and no other', () => {
  const folders = new Set(files.map(layerFolder).filter((folder) => folder !== undefined));
  expect([...folders].toSorted()).toEqual(WIRE_LAYERS.map(([folder]) => folder).toSorted());
});

it('an upward import is refused with what the folder may use and what to change', () => {
  expect(upwardImport('wire/src/table/flows.ts', '../core/pass.ts')).toBe(
    "wire/src/table/flows.ts imports '../core/pass.ts': table may use basics, files, not core. Move what is needed down, or pass it in from above; the order is in WIRE_LAYERS in tests/codebase/layers.ts.",
  );
  expect(upwardImport('wire/src/core/pass.ts', '../open.ts')).toContain('not the files above all folders');
  expect(upwardImport('wire/src/core/pass.ts', '../table/flows.ts')).toBeUndefined();
  expect(upwardImport('wire/src/protocols/tls/tls.ts', '../field.ts')).toBeUndefined();
  expect(upwardImport('wire/src/open.ts', './core/capture.ts')).toBeUndefined();
});
