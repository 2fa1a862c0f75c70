/**
 * A vitest reporter that says why a test failed when it does, for a check that is stopped before its end; and that names
 * each skipped test: a test that did not run has shown nothing.
 */

export default class Reporter {
  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    const { state, errors = [] } = test.result();
    if (state !== 'failed') return;
    const why = errors.map(({ message }) => message.slice(0, 2000)).join('\n');
    process.stdout.write(`\n Failed: ${test.module.relativeModuleId}: ${test.fullName}\n${why}\n\n`);
  }

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
