// Child of health-probe.ts: asks argv[2] every 20 ms until told to stop, and tells how long the answers took.
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 20;
const agent = new Agent({ keepAlive: true });
const latencies = [];
let bad = 0;
let isStopping = false;

function ask() {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const settle = (status) => {
      if (status !== 200) bad += 1;
      latencies.push(performance.now() - startedMs);
      resolve();
    };
    get(process.argv[2], { agent }, (response) =>
      response.resume().on('end', () => settle(response.statusCode)),
    ).on('error', () => settle(0));
  });
}

process.on('message', () => (isStopping = true));
process.on('disconnect', () => process.exit(1));
await ask();
latencies.length = 0;
process.send('ready');
while (!isStopping) {
  await ask();
  await pause(EVERY_MS);
}
latencies.sort((one, other) => one - other);
const share = (part) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0;
const told = { p95Ms: share(0.95), p99Ms: share(0.99), maxMs: latencies.at(-1) ?? 0 };
process.send({ count: latencies.length, bad, ...told }, () => process.exit(0));
