import { Counter, type Registry } from '@prometheus-io/client';
import type { Traces } from '../traces/traces.js';
import { configurationOf } from './instruments.js';

/** @param traces `null` = none are recorded: there is nothing to tell. */
export function createTraceMetrics(registry: Registry, traces: Pick<Traces, 'counts'> | null) {
  return new Counter({
    ...configurationOf('tollgate_trace_spans_total', registry),
    collect() {
      this.reset();
      if (traces === null) return;
      const { exported, failed, dropped } = traces.counts;
      this.inc({ outcome: 'exported' }, exported);
      this.inc({ outcome: 'failed' }, failed);
      this.inc({ outcome: 'dropped' }, dropped);
    },
  });
}
