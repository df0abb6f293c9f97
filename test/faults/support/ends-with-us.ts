import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

const children = new Set<ChildProcess>();
let isListening = false;

/** Sees to it that a child does not outlive this process, however it ends. */
export function endsWithUs(child: ChildProcess): void {
  listen();
  children.add(child);
  child.once('exit', () => children.delete(child));
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
