import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface HealthLatencies {
  readonly count: number;
  /** Answers that were not 200. */
  readonly bad: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Less the time for which this machine had no core for the two: it grows little where others use it, too. */
  readonly workingP99Ms: number;
}

/**
 * Asks a path again and again, from a process of its own: this one may be too busy to be a fair judge.
 * @param pid of the process asked, for `workingP99Ms`.
 */
export async function startHealthProbe(
  url: string,
  pid?: number,
): Promise<{ stop(): Promise<HealthLatencies> }> {
  const asked = pid === undefined ? [url] : [url, String(pid)];
  const child = fork(join(__dirname, 'health-probe.mjs'), asked, { execArgv: [] });
  await once(child, 'message');
  return {
    stop: async () => {
      const told = once(child, 'message');
      child.send('stop');
      const [latencies] = (await told) as [HealthLatencies];
      return latencies;
    },
  };
}
