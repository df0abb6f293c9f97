import { readJson } from './deploy-files.js';
import { knownSeries } from './known-metrics.js';
import { readQuery } from './promql.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: unknown;
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly { readonly expr: string; readonly datasource: unknown }[];
}

interface Dashboard {
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
}

const dashboard = readJson('deploy/grafana/tollgate.json') as Dashboard;
const rows = dashboard.panels.filter(({ type }) => type === 'row');
const charts = dashboard.panels.filter(({ type }) => type !== 'row');
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const UNITS = ['bytes', 'currencyUSD', 'none', 'percentunit', 'reqps', 's', 'short'];

const expressions = charts.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => [title, expr] as const),
);

describe('the dashboard', () => {
  it('has a row for each question', () => {
    expect(dashboard.schemaVersion).toBe(42);
    expect(rows.map(({ title }) => title)).toEqual([
      'Traffic',
      'Errors',
      'Latency and the gateway’s own time',
      'Tokens and cost',
      'Resilience',
      'Process',
    ]);
  });

  it('gives each panel an id and a title of its own', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    expect(new Set(dashboard.panels.map(({ title }) => title)).size).toBe(dashboard.panels.length);
  });

  it('leaves the choice of the data source, and names a unit everywhere', () => {
    expect(dashboard.templating.list.map(({ name, type }) => [name, type])).toEqual([
      ['datasource', 'datasource'],
      ['job', 'query'],
      ['provider', 'query'],
    ]);
    for (const { datasource, targets = [], fieldConfig } of charts) {
      expect([datasource, ...targets.map((target) => target.datasource)]).toEqual(
        Array.from({ length: targets.length + 1 }, () => DATASOURCE),
      );
      expect(UNITS).toContain(fieldConfig?.defaults.unit);
    }
  });

  it('lays no panel over another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...dashboard.panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
  });

  it.each(expressions)('asks for what the gateway counts: %s, %s', (_, expression) => {
    const series = knownSeries();
    const { isSound, series: names, labels } = readQuery(expression);
    expect(isSound).toBe(true);
    expect(names.filter((name) => !series.has(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(0);
    const carried = names.map((name) => series.get(name) ?? new Set<string>());
    expect(labels.filter((label) => !carried.every((own) => own.has(label)))).toEqual([]);
  });
});

describe('the reading of queries', () => {
  it('sees the series and the labels of each part', () => {
    expect(readQuery('sum by (a) (rate(x_total{b="1"}[$__rate_interval])) / max(y{c=~"$c"})')).toEqual({
      isSound: true,
      series: ['x_total', 'y'],
      labels: ['a', 'b', 'c'],
    });
  });

  it('sees a broken query', () => {
    expect(readQuery('sum by (a) (rate(x_total[5m])')).toMatchObject({ isSound: false });
  });
});
