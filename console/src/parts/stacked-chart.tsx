import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { Legend } from './legend';
import { PALETTE } from './palette';
import type { Stack } from './stack';
import styles from './stacked-chart.module.css';

interface StackedChartProps {
  /** What it shows, for those who cannot see it; a table has the numbers. */
  readonly label: string;
  /** Seconds since the Unix epoch, in their order. */
  readonly times: readonly number[];
  readonly stacks: readonly Stack[];
  readonly format: (value: number) => string;
}

const HEIGHT = 220;
const DAY_S = 86_400;

/** In UTC, as days of budgets and reports are. */
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** Sums over time, a bar each, made of parts. */
export function StackedChart({ label, times, stacks, format }: StackedChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const chart = new uPlot(optionsFor(element, stacks, format), dataOf(times, stacks), element);
    const watcher = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      chart.destroy();
    };
  }, [times, stacks, format, scheme]);
  return (
    <figure className={styles.figure}>
      <div ref={place} role="img" aria-label={label} />
      <Legend names={stacks.map(({ name }) => name)} />
    </figure>
  );
}

/** Each series is the sum of its own and those below it; the highest is drawn first, and the others over it. */
function dataOf(times: readonly number[], stacks: readonly Stack[]): uPlot.AlignedData {
  const sums = stacks.map((_, upTo) =>
    times.map((_time, at) =>
      stacks.slice(0, upTo + 1).reduce((sum, { values }) => sum + (values[at] ?? 0), 0),
    ),
  );
  return [[...times], ...sums.toReversed()];
}

function optionsFor(
  element: HTMLElement,
  stacks: readonly Stack[],
  format: (value: number) => string,
): uPlot.Options {
  const style = getComputedStyle(element);
  const [ink, line] = [
    style.getPropertyValue('--mantine-color-dimmed'),
    style.getPropertyValue('--mantine-color-default-border'),
  ];
  const font = `12px ${style.fontFamily}`;
  const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  const bars = uPlot.paths.bars!({ size: [0.7, 48], align: 0 });
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
    scales: {
      x: { time: true, range: padded },
      y: { range: (_chart, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        incrs: [3_600, 10_800, 21_600, DAY_S, 7 * DAY_S, 30 * DAY_S],
        values: timesAt,
      },
      { ...axis, size: 64, values: (_chart, ticks) => ticks.map(format) },
    ],
    series: [
      {},
      ...stacks
        .map(({ name }, at) => ({
          label: name,
          fill: PALETTE[at % PALETTE.length]!,
          width: 0,
          paths: bars,
          points: { show: false },
        }))
        .toReversed(),
    ],
  };
}

function timesAt(
  _chart: uPlot,
  ticks: readonly number[],
  _axis: number,
  _space: number,
  stepS: number,
): string[] {
  return ticks.map((tick) => (stepS < DAY_S ? HOUR : DAY).format(tick * 1_000));
}

/** Half a bar of room at both ends; a day where there is but one. */
function padded({ data }: uPlot, min: number, max: number): [number, number] {
  const [times] = data;
  const half = times.length > 1 ? (times[1]! - times[0]!) / 2 : 43_200;
  return [min - half, max + half];
}
