import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder; every script works there, wherever it was called from. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A path inside the checkout. */
export const inProject = (...segments) => join(projectRoot, ...segments);

/** One line on stderr, so that stdout stays the gateway's own. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** Ends the script with one message for people, without a stack. */
export function giveUp(message) {
  say(message);
  process.exit(1);
}

/** Runs a command to its end, its stdout shown on stderr. Returns whether it succeeded. */
export function succeeds(command, args, { env = process.env, showOutput = true, shell = false } = {}) {
  const stdio = ['ignore', showOutput ? 2 : 'ignore', 'inherit'];
  const { error, status } = spawnSync(command, args, { cwd: projectRoot, env, stdio, shell });
  if (error) say(`Cannot run ${command}: ${error.message}`);
  return status === 0;
}

/**
 * Runs a command in this one's place: same streams, signals handed on, same end. Each kind of signal is handed
 * on once; a terminal's Ctrl-C reaches the command by itself as well, so it may see that one twice.
 */
export function runInPlace(command, args, { cwd = process.cwd(), env = process.env } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const forwarded = new Set();
  const forward = (signal) => {
    if (!forwarded.has(signal)) child.kill(signal);
    forwarded.add(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  child.once('error', (error) => giveUp(`Cannot run ${command}: ${error.message}`));
  child.once('exit', (code, signal) => {
    for (const name of signals) process.removeListener(name, forward);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code;
  });
}
