import { defineConfig } from 'vitest/config';

/** Tests run on the sources: the condition "source" in each room's exports leads to src/index.ts. */
export default defineConfig({
  ssr: { resolve: { conditions: ['source', 'node', 'import', 'default'] } },
  test: {
    include: ['*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 30_000,
    pool: 'forks',
    setupFiles: ['./scripts/property-seed.mjs'],
    reporters: ['default', './scripts/skipped-reporter.mjs'],
  },
});
