// `npm run test:hostile`: HOSTILE_SECONDS (600) of attacks on a gateway with a heap of 256 MB, drawn from HOSTILE_SEED.
import { finishWith } from '../support/finish.js';
import { runHostile } from './hostile.js';

async function main(): Promise<void> {
  const seconds = Number(process.env['HOSTILE_SECONDS'] ?? 600);
  const seed = Number(process.env['HOSTILE_SEED'] ?? Date.now() % 1_000_000);
  console.log(`HOSTILE_SECONDS=${seconds} HOSTILE_SEED=${seed}`);
  const checks = await runHostile({ seconds, seed });
  finishWith([
    { faultCase: { id: 'HOST', input: `${seconds} s of attacks, seed ${seed}` }, checks, seconds },
  ]);
}

void main();
