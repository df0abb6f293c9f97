import { defineConfig } from 'vite';

/** Packages mark what is for browsers alone; here all is. */
const HARMLESS = 'MODULE_LEVEL_DIRECTIVE';

/** The page is served at /console, and nothing may stand inside of it: its policy forbids that. */
export default defineConfig({
  base: '/console/',
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
    rolldownOptions: {
      onLog: (level, log, report) => {
        if (log.code !== HARMLESS) report(level, log);
      },
    },
  },
});
