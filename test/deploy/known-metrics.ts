import { collectDefaultMetrics, Registry } from '@prometheus-io/client';
import { METRICS } from '../../src/observability/metrics/metric-definitions.js';

/** What Prometheus adds to each series. */
const SCRAPE_LABELS = ['job', 'instance'];

/** The client has the labels, and its types do not say so. */
interface DefaultMetric {
  readonly name: string;
  readonly type: string;
  readonly labelNames?: readonly string[];
}

/** Every series that can be asked for, with its labels; a histogram is three of them. */
export function knownSeries(): Map<string, ReadonlySet<string>> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics: readonly DefaultMetric[] = registry.getMetricsAsArray();
  const defaults = metrics.map(({ name, type, labelNames = [] }) => [name, type, labelNames] as const);
  const own = Object.entries(METRICS).map(([name, { kind, labels }]) => [name, kind, labels] as const);
  return new Map(
    [...defaults, ...own].flatMap(([name, kind, labels]) =>
      seriesOf(name, kind, [...labels, ...SCRAPE_LABELS]),
    ),
  );
}

function seriesOf(name: string, kind: string, labels: readonly string[]): [string, ReadonlySet<string>][] {
  if (kind !== 'histogram') return [[name, new Set(labels)]];
  return [
    [`${name}_bucket`, new Set([...labels, 'le'])],
    [`${name}_sum`, new Set(labels)],
    [`${name}_count`, new Set(labels)],
  ];
}
