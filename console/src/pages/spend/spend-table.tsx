import { Button, Table } from '@mantine/core';
import { useState } from 'react';
import type { UsageRest, UsageRow } from '../../api/calls';
import { count, share, usd } from '../../parts/format';
import { Name } from '../../parts/name';
import { Scroll } from '../../parts/scroll';
import { labelOf } from './groups';
import { nameOf, placeOf, type ShownAs } from './names';

const STEP = 50;

interface SpendTableProps {
  readonly rows: readonly UsageRow[];
  readonly by: string;
  readonly then: string;
  /** What all others came to; `null` = there are none. */
  readonly rest: UsageRest | null;
  readonly shownAs: ShownAs;
}

/** Sums by two names, the dearest first. */
export function SpendTable({ rows, by, then, rest, shownAs }: SpendTableProps) {
  const [most, setMost] = useState(STEP);
  const sorted = rows.toSorted((a, b) => Number(b.cost_usd) - Number(a.cost_usd) || b.requests - a.requests);
  const total = rows.reduce((sum, { cost_usd }) => sum + Number(cost_usd), Number(rest?.cost_usd ?? 0));
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
              <Table.Tr key={placeOf(row, names)}>
                {names.map((name) => (
                  <Table.Td key={name}>
                    <Name of={shownAs(name, nameOf(row, name))} />
                  </Table.Td>
                ))}
                <Sums of={row} total={total} />
              </Table.Tr>
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            {rest && (
              <Table.Tr>
                <Table.Th colSpan={names.length}>All others</Table.Th>
                <Sums of={rest} total={total} />
              </Table.Tr>
            )}
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

/** @param total what all together cost. */
function Sums({ of, total }: { readonly of: UsageRest; readonly total: number }) {
  const { cost_usd, requests, failed, tokens, unpriced_requests } = of;
  const texts = [
    usd(cost_usd),
    share(total === 0 ? null : Number(cost_usd) / total),
    count(requests),
    count(failed),
    count(tokens.input),
    share(tokens.input === 0 ? null : tokens.cache_read / tokens.input),
    count(tokens.output),
    count(unpriced_requests),
  ];
  return texts.map((text, at) => (
    <Table.Td key={at} className="tabular right">
      {text}
    </Table.Td>
  ));
}
