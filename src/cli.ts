#!/usr/bin/env node
import { runCli } from './cli/run-cli.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read it has read enough, as `head` has.
  if (error.code === 'EPIPE') return;
  failed(`The answer cannot be written: ${error.message}`);
});

runCli(process.argv.slice(2), process).then(
  (code) => (process.exitCode ??= code),
  (error: unknown) => failed(error instanceof Error ? error.message : String(error)),
);

function failed(message: string): void {
  process.stderr.write(`tollgate: ${message}\n`);
  process.exitCode = 1;
}
