import { median, quantile, rounded } from './figures.mjs';
import { Load } from './load.mjs';

const TRIED = [1, 16, 64];
const ROUNDS = 5;

/**
 * Requests a second, and how much later answers end than the provider's own, by how many callers ask at once: medians of
 * rounds of the targets in turn. What is added is told quantile by quantile: a p99 less the provider's p99.
 */
export async function measureByConnections(targets, provider, count) {
  const byTarget = Object.fromEntries(targets.map(({ name }) => [name, {}]));
  for (const connections of TRIED) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push(await ask([provider, ...targets], connections, count));
    for (const { name } of targets) byTarget[name][connections] = toldOf(rounds, name, provider.name);
  }
  return byTarget;
}

async function ask(targets, connections, count) {
  const told = {};
  for (const target of targets) {
    const load = new Load(target, connections);
    const { latenciesMs, tookMs } = await load.run(target.request, count);
    await load.close();
    told[target.name] = {
      perSecond: (count * 1000) / tookMs,
      p50Ms: median(latenciesMs),
      p99Ms: quantile(latenciesMs, 0.99),
    };
  }
  return told;
}

function toldOf(rounds, name, alone) {
  const added = (figure) =>
    rounded(median(rounds.map((round) => round[name][figure] - round[alone][figure])), 2);
  return {
    perSecond: Math.round(median(rounds.map((round) => round[name].perSecond))),
    addedP50Ms: added('p50Ms'),
    addedP99Ms: added('p99Ms'),
  };
}
