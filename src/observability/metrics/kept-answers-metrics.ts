import { Counter, Gauge, type Registry } from '@prometheus-io/client';
import { IDEMPOTENCY_OUTCOMES, type KeptAnswersTally } from '../../governance/kept-answers-tally.js';
import { configurationOf } from './instruments.js';

/** Metrics of kept answers, read from the tally when somebody asks for them. */
export function createKeptAnswersMetrics(registry: Registry, tally: KeptAnswersTally) {
  return {
    outcomes: new Counter({
      ...configurationOf('tollgate_idempotency_requests_total', registry),
      collect() {
        this.reset();
        for (const outcome of IDEMPOTENCY_OUTCOMES) this.inc({ outcome }, tally.of(outcome));
      },
    }),
    held: new Gauge({
      ...configurationOf('tollgate_idempotency_held_bytes', registry),
      async collect() {
        this.reset();
        // where the store is away, the other metrics are served all the same
        const held = await tally.heldBytes?.().catch(() => null);
        if (typeof held === 'number') this.set(held);
      },
    }),
  };
}
