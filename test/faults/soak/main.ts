// `npm run soak`: SOAK_REQUESTS (100,000) requests with faults and cancels, drawn from SOAK_SEED; then SOAK_KILLS (20)
// times SIGKILL under load.
import { finishWith } from '../support/finish.js';
import { runKills } from './kills.js';
import { runSoak } from './soak.js';

async function main(): Promise<void> {
  const requests = Number(process.env['SOAK_REQUESTS'] ?? 100_000);
  const seed = Number(process.env['SOAK_SEED'] ?? Date.now() % 1_000_000);
  console.log(`SOAK_REQUESTS=${requests} SOAK_SEED=${seed}`);
  const startedMs = performance.now();
  const onProgress = (done: number) => {
    const seconds = (performance.now() - startedMs) / 1000;
    if (done % 10_000 === 0) process.stderr.write(`${done} requests sent after ${seconds.toFixed(0)} s\n`);
  };
  const checks = await runSoak({ requests, seed, onProgress });
  const seconds = (performance.now() - startedMs) / 1000;
  const kills = Number(process.env['SOAK_KILLS'] ?? 20);
  const killed = await runKills({
    kills,
    seed,
    onProgress: (done) => process.stderr.write(`${done} kills of ${kills}\n`),
  });
  const killedSeconds = (performance.now() - startedMs) / 1000 - seconds;
  finishWith([
    { faultCase: { id: 'SOAK', input: `${requests} requests, seed ${seed}` }, checks, seconds },
    { faultCase: { id: 'KILLS', input: `${kills} times SIGKILL` }, checks: killed, seconds: killedSeconds },
  ]);
}

void main();
