/** Certificates and keys that were made for a run, in the folders of its programs and in the options of its peers. */
import type { Program } from '@wireside/bench';
import { PEM_OPTIONS } from '@wireside/peers';

/** The program with these files, PEM by path, in place of its own of these names. */
export function withFiles(program: Program, files: Readonly<Record<string, string>>): Program {
  const own = program.files.filter(({ path }) => !Object.hasOwn(files, path));
  const added = Object.entries(files).map(([path, pem]) => ({
    path,
    bytes: Buffer.from(pem),
    executable: false,
  }));
  return { ...program, files: [...own, ...added] };
}

/** The options of a peer, with PEM in place of the names in `pems`, in those options that take it. */
export function withPems(
  options: Readonly<Record<string, unknown>>,
  pems: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([option, value]) => {
      const isNamed = typeof value === 'string' && PEM_OPTIONS.includes(option) && Object.hasOwn(pems, value);
      return [option, isNamed ? pems[value] : value];
    }),
  );
}
