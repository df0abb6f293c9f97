/** The sum over all labels of a counter in Prometheus' text. */
export function countIn(text: string, name: string, labels: RegExp = /./): number {
  const samples = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return samples
    .filter((line) => labels.test(line))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
