/** Every sample of a text in Prometheus' format, by its series as it is written there. */
export function readSamples(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))] as const;
    }),
  );
}

/** Those of one metric, by their labels; of a histogram its `_sum` or `_count`, as named. */
export function samplesOf(text: string, name: string): Record<string, number> {
  const own = Object.entries(readSamples(text)).filter(([series]) => series.startsWith(`${name}{`));
  return Object.fromEntries(own.map(([series, value]) => [series.slice(name.length), value] as const));
}
