// `npm run bench:figures [-- ID …]`: what the gateway bears, against its bounds. FIGURES_STREAMS and FIGURES_IDLE set counts.
import { slowReaders } from '../cases/clients.cases.js';
import { outage } from '../cases/retries.cases.js';
import type { Check } from '../support/fault-case.js';
import { finishWith } from '../support/finish.js';
import { Stage, type StageOptions } from '../support/stage.js';
import type { CaseResult } from '../support/table.js';
import { heldStreams } from './held-streams.js';
import { idleConnections } from './idle-connections.js';
import { shedding } from './shedding.js';

const STREAMS = Number(process.env['FIGURES_STREAMS'] ?? 2_000);
const STREAM_SECONDS = 60;
const IDLE = Number(process.env['FIGURES_IDLE'] ?? 5_000);

const FIGURES: Readonly<Record<string, () => Promise<readonly Check[]>>> = {
  [`${STREAMS} streams for ${STREAM_SECONDS} s`]: () =>
    heldStreams({ count: STREAMS, seconds: STREAM_SECONDS }),
  [`${IDLE} idle connections`]: () => idleConnections(IDLE),
  '50 slow readers of 24 MB': () => withStage((stage) => slowReaders(stage)),
  'three times the capacity': shedding,
  'outage of 1,000 requests': () => withStage((stage) => outage(stage)),
};

async function withStage(measure: (stage: Stage) => Promise<readonly Check[]>, options?: StageOptions) {
  const stage = await Stage.open(options);
  try {
    return await measure(stage);
  } finally {
    await stage.close();
  }
}

async function main(): Promise<void> {
  const wanted = new Set(process.argv.slice(2));
  const results: CaseResult[] = [];
  for (const [at, [input, measure]] of Object.entries(FIGURES).entries()) {
    if (wanted.size > 0 && !wanted.has(`B${at + 1}`)) continue;
    const startedMs = performance.now();
    const checks = await measure();
    const seconds = (performance.now() - startedMs) / 1000;
    process.stderr.write(`${input}: ${seconds.toFixed(1)} s\n`);
    results.push({ faultCase: { id: `B${at + 1}`, input }, checks, seconds });
  }
  finishWith(results);
}

void main();
