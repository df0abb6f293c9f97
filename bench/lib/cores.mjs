// Who runs where. Left to the system, a process wakes up on the core of whoever wrote to it, and waits for that one: how
// many reads a stream comes in, and when a first token comes, then tell of the neighbours.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Gives the main threads of the targets a core of their own, and all other threads the rest, from now on: whoever wakes
 * a thread up has it on its own core, and a main thread that may not go elsewhere would wait for V8's helpers.
 * @returns whether it did: that takes Linux, its `taskset` and two cores.
 */
export function separate(targets, others) {
  const [first, ...rest] = allowedCores();
  if (rest.length === 0) return false;
  try {
    for (const pid of [...targets, ...others]) place(pid, rest, ['--all-tasks']);
    for (const pid of targets) place(pid, [first]);
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** The main thread, and those that it begins later, or all. */
function place(pid, cores, options = []) {
  execFileSync('taskset', [...options, '--cpu-list', '--pid', cores.join(), String(pid)], {
    stdio: 'ignore',
  });
}

/**
 * Has all threads but the main ones wait for the main ones that they share a core with, from now on. V8 compiles and
 * collects there, up to 5 ms at a time, and on two cores the provider, which is elsewhere in life, would wait for it.
 */
export function yieldHelpers(pids) {
  if (process.platform !== 'linux') return;
  for (const pid of pids) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      if (Number(thread) !== pid) setPriority(Number(thread), constants.priority.PRIORITY_LOW);
    }
  }
}

/** Numbers of the cores that this process may use; none where the system does not tell. */
function allowedCores() {
  if (process.platform !== 'linux') return [];
  const [, list] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
  return (list ?? '').split(',').flatMap((range) => {
    const [from, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  });
}
