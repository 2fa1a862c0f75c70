/** A vitest reporter that names each skipped test: a test that did not run has shown nothing. */

export default class SkippedReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map(
        (test) => `  ${module.relativeModuleId}: ${test.fullName}`,
      ),
    );
    // With a filter by name, all other tests count as skipped; that list would only be long.
    if (skipped.length === 0 || process.argv.includes('-t')) return;
    process.stdout.write(`\n Skipped (${skipped.length}):\n${skipped.join('\n')}\n`);
  }
}
