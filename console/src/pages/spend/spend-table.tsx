import { Button, Table } from '@mantine/core';
import { useState } from 'react';
import type { UsageRow } from '../../api/calls';
import { count, share, usd } from '../../parts/format';
import { Scroll } from '../../parts/scroll';
import { labelOf } from './groups';
import { nameOf } from './stacks';

const STEP = 50;

interface SpendTableProps {
  readonly rows: readonly UsageRow[];
  readonly by: string;
  readonly then: string;
  readonly nameOfKey: (id: string) => string;
}

/** Sums by two names, the dearest first. */
export function SpendTable({ rows, by, then, nameOfKey }: SpendTableProps) {
  const [most, setMost] = useState(STEP);
  const sorted = rows.toSorted((a, b) => Number(b.cost_usd) - Number(a.cost_usd) || b.requests - a.requests);
  const total = rows.reduce((sum, { cost_usd }) => sum + Number(cost_usd), 0);
  const shownName = (row: UsageRow, group: string) =>
    group === 'key' ? nameOfKey(nameOf(row, group)) : nameOf(row, group);
  const names = by === then ? [by] : [by, then];
  return (
    <>
      <Scroll label="Table of spend">
        <Table>
          <Table.Thead>
            <Table.Tr>
              {names.map((name) => (
                <Table.Th key={name}>{labelOf(name)}</Table.Th>
              ))}
              <Table.Th className="right">Cost</Table.Th>
              <Table.Th className="right">Share</Table.Th>
              <Table.Th className="right">Requests</Table.Th>
              <Table.Th className="right">Failed</Table.Th>
              <Table.Th className="right">Tokens in</Table.Th>
              <Table.Th className="right">From cache</Table.Th>
              <Table.Th className="right">Tokens out</Table.Th>
              <Table.Th className="right">No price</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sorted.slice(0, most).map((row) => (
              <Table.Tr key={names.map((name) => nameOf(row, name)).join('\n')}>
                {names.map((name) => (
                  <Table.Td key={name}>{shownName(row, name)}</Table.Td>
                ))}
                <Table.Td className="tabular right">{usd(row.cost_usd)}</Table.Td>
                <Table.Td className="tabular right">
                  {share(total === 0 ? null : Number(row.cost_usd) / total)}
                </Table.Td>
                <Table.Td className="tabular right">{count(row.requests)}</Table.Td>
                <Table.Td className="tabular right">{count(row.failed)}</Table.Td>
                <Table.Td className="tabular right">{count(row.tokens.input)}</Table.Td>
                <Table.Td className="tabular right">
                  {share(row.tokens.input === 0 ? null : row.tokens.cache_read / row.tokens.input)}
                </Table.Td>
                <Table.Td className="tabular right">{count(row.tokens.output)}</Table.Td>
                <Table.Td className="tabular right">{count(row.unpriced_requests)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th colSpan={names.length}>Together</Table.Th>
              <Table.Th className="tabular right">{usd(String(total))}</Table.Th>
              <Table.Td colSpan={7} />
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      </Scroll>
      {sorted.length > most && (
        <Button mt="sm" size="xs" variant="default" onClick={() => setMost(most + STEP)}>
          Show more
        </Button>
      )}
    </>
  );
}
