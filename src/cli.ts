#!/usr/bin/env node
import { runCli } from './cli/run-cli.js';
import { toSeenText } from './common/seen-text.js';

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
  // it may quote what a server said, and have several lines where it is about the environment
  const lines = message.split('\n').map(toSeenText);
  process.stderr.write(`tollgate: ${lines.join('\n')}\n`);
  process.exitCode = 1;
}
