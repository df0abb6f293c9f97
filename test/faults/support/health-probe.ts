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
}

/** Asks a path again and again, from a process of its own: this one may be too busy to be a fair judge. */
export async function startHealthProbe(url: string): Promise<{ stop(): Promise<HealthLatencies> }> {
  const child = fork(join(__dirname, 'health-probe.mjs'), [url], { execArgv: [] });
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
