import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const running = new Set();

/**
 * Runs a command; resolves to whether it succeeded and what it printed. With `isShown` its output appears as it
 * comes, and is not kept.
 */
export function runTool(command, args, { cwd, env = process.env, isShown = false }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: isShown ? ['ignore', 'inherit', 'inherit'] : 'pipe',
    });
    running.add(child);
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
    child.once('error', (error) => resolve({ isOk: false, output: error.message }));
    child.once('close', (code) => {
      running.delete(child);
      resolve({ isOk: code === 0, output: Buffer.concat(output).toString() });
    });
  });
}

/** Ends what runTool has under way, with this process. */
export function stopToolsOn(signals) {
  for (const signal of signals) {
    process.once(signal, () => {
      for (const child of running) child.kill(signal);
      process.exit(128 + constants.signals[signal]);
    });
  }
}
