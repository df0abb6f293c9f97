import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { median, quantile, rounded } from './figures.mjs';
import { firstTokenMs } from './load.mjs';

const TURNS = 5;
const PAUSE_MS = 40; // some twenty streams a second

/**
 * How much later first tokens come through each target than from the provider, which is asked before each of them: so
 * many streams, one after the other, in turns of the targets, so that what else the machine does meets all of them.
 * What is added is told quantile by quantile, as by connections: a p99 less the provider's p99. The p99 of the
 * differences within pairs is told besides. All in milliseconds.
 */
export async function measureFirstTokens(targets, provider, count) {
  const direct = new Pool(provider.url);
  const measured = targets.map((target) => ({ target, pool: new Pool(target.url), alone: [], through: [] }));
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const one of turn % 2 === 0 ? measured : measured.toReversed()) {
      for (let at = 0; at < count / TURNS; at += 1) {
        one.alone.push(await firstTokenMs(direct, provider.request));
        one.through.push(await firstTokenMs(one.pool, one.target.request));
        await sleep(PAUSE_MS);
      }
    }
  }
  await Promise.all([direct, ...measured.map(({ pool }) => pool)].map((pool) => pool.close()));
  return Object.fromEntries(
    measured.map(({ target, alone, through }) => [target.name, toldOf(alone, through)]),
  );
}

function toldOf(alone, through) {
  const added = (share) => rounded(quantile(through, share) - quantile(alone, share), 2);
  const pairs = through.map((tookMs, at) => tookMs - alone[at]);
  return {
    addedP50Ms: added(0.5),
    addedP99Ms: added(0.99),
    pairsP50Ms: rounded(median(pairs), 2),
    pairsP99Ms: rounded(quantile(pairs, 0.99), 2),
  };
}
