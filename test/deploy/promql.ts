import { parser } from '@prometheus-io/lezer-promql';

/** What a query asks for. */
export interface Query {
  readonly isSound: boolean;
  readonly series: readonly string[];
  /** Of selectors and of groupings alike. */
  readonly labels: readonly string[];
}

/** Reads a query as Grafana would send it. */
export function readQuery(expression: string): Query {
  const text = expression.replaceAll(/\$__(rate_interval|range)\b/g, '5m');
  const found = { errors: 0, series: [] as string[], labels: [] as string[] };
  parser.parse(text).iterate({
    enter: ({ type, node, from, to }) => {
      const word = text.slice(from, to);
      if (type.isError) found.errors += 1;
      else if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') found.series.push(word);
      else if (type.name === 'LabelName') found.labels.push(word);
    },
  });
  return { isSound: found.errors === 0, series: found.series, labels: found.labels };
}
