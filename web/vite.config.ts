/** Builds the page: plain files that any web space can serve, or `wireside open`. */
import { defineConfig } from 'vite';

/** Asset paths are relative, so that the page works below any path. */
export default defineConfig({
  base: './',
  resolve: { conditions: ['source', 'module', 'browser', 'import', 'default'] },
  worker: { format: 'es' },
  build: {
    outDir: 'dist/page',
    target: 'es2022',
    // These know light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
