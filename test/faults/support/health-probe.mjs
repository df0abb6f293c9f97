// Child of health-probe.ts: asks argv[2] every 20 ms until told to stop, and tells how long the answers took; and, where
// argv[3] names the process asked, how much of that neither of the two was waiting for a core of this machine.
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 20;
const agent = new Agent({ keepAlive: true });
const pid = process.argv[3];
const latencies = [];
const workings = [];
let bad = 0;
let isStopping = false;

function ask() {
  const startedMs = performance.now();
  const waitedMs = waitedForCore();
  return new Promise((resolve) => {
    const settle = (status) => {
      if (status !== 200) bad += 1;
      const latencyMs = performance.now() - startedMs;
      latencies.push(latencyMs);
      workings.push(Math.max(0, latencyMs - (waitedForCore() - waitedMs)));
      resolve();
    };
    get(process.argv[2], { agent }, (response) =>
      response.resume().on('end', () => settle(response.statusCode)),
    ).on('error', () => settle(0));
  });
}

/** Milliseconds of both main threads, as Linux counts them. */
function waitedForCore() {
  if (pid === undefined) return 0;
  const waitedNs = (file) => Number(readFileSync(file, 'utf8').split(' ')[1]);
  try {
    return (waitedNs(`/proc/${pid}/schedstat`) + waitedNs('/proc/self/schedstat')) / 1e6;
  } catch {
    return 0; // it has ended, or this is no Linux that counts
  }
}

process.on('message', () => (isStopping = true));
process.on('disconnect', () => process.exit(1));
await ask();
latencies.length = 0;
workings.length = 0;
process.send('ready');
while (!isStopping) {
  await ask();
  await pause(EVERY_MS);
}
for (const times of [latencies, workings]) times.sort((one, other) => one - other);
const share = (times, part) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
const told = {
  p95Ms: share(latencies, 0.95),
  p99Ms: share(latencies, 0.99),
  maxMs: latencies.at(-1) ?? 0,
  workingP99Ms: share(workings, 0.99),
};
process.send({ count: latencies.length, bad, ...told }, () => process.exit(0));
