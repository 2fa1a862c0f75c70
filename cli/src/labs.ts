/** Where Wireside searches for labs: `--labs`, the environment variable WIRESIDE_LABS, and Wireside's own. */
import { delimiter } from 'node:path';
import { labsFolder } from '@wireside/lab';
import { Option } from 'commander';
import { collect } from './parse.ts';

/** The option `--labs`, for every command that uses a part. Its value is for {@link labFolders}. */
export function labsOption(): Option {
  return new Option(
    '--labs <folder>',
    'search this folder of labs first; may be repeated (see also WIRESIDE_LABS)',
  ).argParser(collect);
}

/**
 * Folders of labs in the order in which they are searched.
 * @param own values of `--labs`; each, like WIRESIDE_LABS, may hold several folders, separated as in PATH
 */
export function labFolders(
  own: readonly string[] = [],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string[] {
  const named = [...own, environment['WIRESIDE_LABS'] ?? ''].flatMap((folders) => folders.split(delimiter));
  return [...named.filter((folder) => folder !== ''), labsFolder()];
}
