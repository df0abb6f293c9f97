import { Registry } from '@prometheus-io/client';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { ProviderHealth } from '../../completions/provider-health.js';
import { LIMITS } from '../../completions/testing/completions-with.js';
import { MoneyTally } from '../../governance/alerts/money-tally.js';
import { KeptAnswersTally } from '../../governance/kept-answers-tally.js';
import { createHealthGauges } from './health-gauges.js';
import { createInstruments } from './instruments.js';
import { createKeptAnswersMetrics } from './kept-answers-metrics.js';
import { createLimitMetrics } from './limit-metrics.js';
import { createTraceMetrics } from './trace-metrics.js';
import { createMoneyMetrics } from './money-metrics.js';
import { METRICS } from './metric-definitions.js';
import { MetricLabels } from './metric-labels.js';

describe('the instruments', () => {
  it('are the metrics that are listed, and no others', () => {
    const registry = new Registry();
    createInstruments(registry);
    createHealthGauges(
      registry,
      new MetricLabels({ providers: [], routes: [] }),
      new ProviderHealth(new ManualClock(), LIMITS),
    );
    createLimitMetrics(registry, null);
    createTraceMetrics(registry, null);
    createMoneyMetrics(registry, new MoneyTally());
    createKeptAnswersMetrics(registry, new KeptAnswersTally());
    const registered = registry.getMetricsAsArray().map(({ name, type }) => [name, type] as const);
    const listed = Object.entries(METRICS).map(([name, { kind }]) => [name, kind] as const);
    expect(Object.fromEntries(registered)).toEqual(Object.fromEntries(listed));
  });

  it('measure durations in steps that double, from a hundredth of a second', () => {
    const { buckets } = METRICS.gen_ai_client_inference_duration_seconds;
    expect(buckets).toEqual(Array.from({ length: 14 }, (_, step) => 0.01 * 2 ** step));
  });
});
