import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import LongestFirst from './scripts/longest-first.mjs';

/** Tests run on the sources: the condition "source" in each package's exports leads to src/index.ts. */
export default defineConfig({
  ssr: { resolve: { conditions: ['source', 'node', 'import', 'default'] } },
  test: {
    include: ['*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    // Long: other tests keep the machine busy.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 100_000 } },
    pool: 'forks',
    // The sources are imported once by each worker, not by each file: that halves the work. A test puts back what it changes.
    isolate: false,
    // Most of a run's time is waiting: for time limits, for packets, for other programs.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    setupFiles: ['./scripts/property-seed.mjs'],
    reporters: ['default', './scripts/reporter.mjs'],
  },
});
