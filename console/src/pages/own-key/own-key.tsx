import { Table } from '@mantine/core';
import { useOwnKey } from '../../api/own-key';
import { BudgetBar } from '../../parts/budget-bar';
import { Facts } from '../../parts/facts';
import { count, dateTime } from '../../parts/format';
import { Page, Section } from '../../parts/page';
import { Scroll } from '../../parts/scroll';
import { Failure, Loading } from '../../parts/states';

const EVERY_MS = 3_000;

/** To whoever logged in with a key of his own: what it may, and what is left of it. */
export function OwnKey() {
  const key = useOwnKey(EVERY_MS);
  return (
    <Page title="Your key" lead={key.data && <span className="mono">tg_{key.data.id}…</span>}>
      {key.error ? (
        <Failure error={key.error} onRetry={() => void key.refetch()} />
      ) : key.data ? (
        <Shown of={key.data} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

export type Own = NonNullable<ReturnType<typeof useOwnKey>['data']>;

/** One of his keys, with what is left of it. */
export function Shown({ of: { name, user, team, budgets, limits, expires_at } }: { readonly of: Own }) {
  return (
    <>
      <Section title="Budgets">
        {budgets.length === 0 ? 'None holds for it.' : <Budgets budgets={budgets} />}
      </Section>
      <Section title="Limits">
        {limits.length === 0 ? 'None holds for it.' : <Limits limits={limits} />}
      </Section>
      <Section title="Whose it is">
        <Facts
          facts={[
            ['Name', name],
            ['User', user],
            ['Team', team],
            ['Ends', expires_at ? dateTime(expires_at) : 'never'],
          ]}
        />
      </Section>
    </>
  );
}

function Budgets({ budgets }: Pick<Own, 'budgets'>) {
  return (
    <Scroll label="Table of budgets">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Of</Table.Th>
            <Table.Th>Spent</Table.Th>
            <Table.Th>Begins anew</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {budgets.map((budget) => (
            <Table.Tr key={`${budget.scope} ${budget.per}`}>
              <Table.Td>{budget.scope}</Table.Td>
              <Table.Td>
                <BudgetBar budget={budget} />
              </Table.Td>
              <Table.Td className="tabular">
                {budget.resets_at ? dateTime(budget.resets_at) : 'never'}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}

function Limits({ limits }: Pick<Own, 'limits'>) {
  return (
    <Scroll label="Table of limits">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Of</Table.Th>
            <Table.Th>Kind</Table.Th>
            <Table.Th className="right">Left</Table.Th>
            <Table.Th className="right">Limit</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {limits.map((limit, at) => (
            <Table.Tr key={at}>
              <Table.Td>{limit.scope}</Table.Td>
              <Table.Td>{limit.kind}</Table.Td>
              <Table.Td className="tabular right">{count(limit.remaining)}</Table.Td>
              <Table.Td className="tabular right">{count(limit.limit)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}
