import { Table } from '@mantine/core';
import type { Call } from '../../api/calls';
import { count, usd } from '../../parts/format';
import { Scroll } from '../../parts/scroll';

type Part = keyof NonNullable<Call['cost_parts_usd']>;

const NAMES: Readonly<Record<Part, string>> = {
  input: 'Input',
  cache_read: 'Read from cache',
  cache_write: 'Written to cache',
  output: 'Output',
  reasoning: 'Reasoning',
  audio: 'Sound',
  searches: 'Searches of the web',
};

/** What made the price, the dearest first; nothing where no price is known, or nothing cost. */
export function CostParts({ call: { cost_parts_usd, tokens } }: { readonly call: Call }) {
  const parts = (Object.keys(NAMES) as Part[])
    .map((part) => ({ part, usd: cost_parts_usd?.[part] ?? '0' }))
    .filter((each) => Number(each.usd) > 0)
    .toSorted((a, b) => Number(b.usd) - Number(a.usd));
  // sound is counted among input and output, and is not told by itself
  const isCounted = parts.every(({ part }) => part !== 'audio');
  return (
    <Scroll label="Table of cost by part">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Part</Table.Th>
            <Table.Th className="right">Tokens</Table.Th>
            <Table.Th className="right">Cost</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {parts.map(({ part, usd: cost }) => (
            <Table.Tr key={part}>
              <Table.Td>{NAMES[part]}</Table.Td>
              <Table.Td className="tabular right">
                {count(isCounted ? tokensOf(part, tokens) : null)}
              </Table.Td>
              <Table.Td className="tabular right">{usd(cost)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}

/** Whether there is anything to show. */
export function hasCostParts({ cost_parts_usd }: Call): boolean {
  return Object.values(cost_parts_usd ?? {}).some((cost) => Number(cost) > 0);
}

/** As they are priced: input without what the cache had, output without what was reasoned. */
function tokensOf(part: Part, tokens: Call['tokens']): number | null {
  const { input, cache_read, cache_write, output, reasoning } = tokens;
  switch (part) {
    case 'input':
      return input === null ? null : input - (cache_read ?? 0) - (cache_write ?? 0);
    case 'output':
      return output === null ? null : output - (reasoning ?? 0);
    case 'cache_read':
    case 'cache_write':
    case 'reasoning':
      return tokens[part];
    default:
      return null;
  }
}
