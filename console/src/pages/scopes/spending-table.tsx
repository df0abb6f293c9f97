import { Group, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { BudgetBar, type ShownBudget } from '../../parts/budget-bar';
import { limitText } from '../../parts/limit-text';
import { textOfList, textOfPairs } from '../../parts/lists-as-text';
import { Name } from '../../parts/name';
import { Scroll } from '../../parts/scroll';
import type { Spending } from '../../parts/spending-form';
import { visibleText } from '../../parts/visible-text';
import styles from './scopes.module.css';

export interface SpendingRow extends Pick<Spending, 'limits' | 'allowed'> {
  readonly budgets?: readonly ShownBudget[];
  readonly name: string;
  readonly match?: Readonly<Record<string, string>>;
  readonly source: string;
}

interface SpendingTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** What can be done to a row; left out = who looks may change nothing. */
  readonly actsOn?: ((row: Row) => ReactNode) | undefined;
}

/** Who may spend what, how much of it is spent and reserved, and what may be asked for. */
export function SpendingTable<Row extends SpendingRow>({ label, rows, actsOn }: SpendingTableProps<Row>) {
  const isMatched = rows.some(({ match }) => match !== undefined);
  return (
    <Scroll label={label}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            {isMatched && <Table.Th>Calls that match</Table.Th>}
            <Table.Th>Budgets</Table.Th>
            <Table.Th>Limits</Table.Th>
            {!isMatched && <Table.Th>May ask for</Table.Th>}
            {actsOn && <Table.Th>Change</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={`${row.source} ${row.name}`}>
              <Table.Td>
                <Name of={row.name} />
              </Table.Td>
              {isMatched && <Table.Td className="mono">{visibleText(textOfPairs(row.match))}</Table.Td>}
              <Table.Td>
                <div className={styles.bars}>
                  {(row.budgets ?? []).map((budget, at) => (
                    <BudgetBar key={at} budget={budget} />
                  ))}
                  {(row.budgets ?? []).length === 0 && 'none'}
                </div>
              </Table.Td>
              <Table.Td>{(row.limits ?? []).map(limitText).join(', ') || 'none'}</Table.Td>
              {!isMatched && <Table.Td>{allowedText(row.allowed)}</Table.Td>}
              {actsOn && (
                <Table.Td>
                  {row.source === 'file' ? (
                    'in tollgate.yaml'
                  ) : (
                    <Group gap="xs" wrap="nowrap">
                      {actsOn(row)}
                    </Group>
                  )}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}

function allowedText(allowed: Spending['allowed']): string {
  const { models, providers, routes } = allowed ?? {};
  return (
    [
      models && `models ${textOfList(models)}`,
      providers && `providers ${textOfList(providers)}`,
      routes && `routes ${textOfList(routes)}`,
    ]
      .filter(Boolean)
      .join('; ') || 'all'
  );
}
