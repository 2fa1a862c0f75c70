/** Orders the test files of one run: those that take longest start first, so that no worker waits for them at the end. */
import { BaseSequencer } from 'vitest/node';

/** Paths of files that run whole programs, the longest first; all other files take a few seconds at most. */
const LONG = ['tests/samples/', 'tests/hostile/', 'tests/docs/', 'tests/peers/', 'tests/command/', 'bench/'];

/** @param {string} path from the workspace's root */
function rank(path) {
  const index = LONG.findIndex((folder) => path.startsWith(folder));
  return index < 0 ? LONG.length : index;
}

export default class LongestFirst extends BaseSequencer {
  /**
   * @override
   * @param {import('vitest/node').TestSpecification[]} files
   */
  async sort(files) {
    const { root } = this.ctx.config;
    const path = (/** @type {import('vitest/node').TestSpecification} */ file) =>
      file.moduleId.slice(root.length + 1).replaceAll('\\', '/');
    return files.toSorted((a, b) => rank(path(a)) - rank(path(b)) || path(a).localeCompare(path(b)));
  }
}
