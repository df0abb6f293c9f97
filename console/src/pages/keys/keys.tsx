import { Anchor, Button, Table, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useKeys, type Key } from '../../api/keys';
import { mayChange, useWho } from '../../api/who';
import { BudgetBar } from '../../parts/budget-bar';
import { count, dateTime } from '../../parts/format';
import { Name } from '../../parts/name';
import { Page } from '../../parts/page';
import { Paging } from '../../parts/paging';
import { Scroll } from '../../parts/scroll';
import { Empty, Failure, Loading } from '../../parts/states';
import { useStateInAddress } from '../../parts/use-state-in-address';
import { CreateKey } from './create-key';
import { KeyState } from './key-state';
import styles from './keys.module.css';
import { typedFind } from './typed-find';

const EVERY_MS = 5_000;

/** Every virtual key: whose it is, whether it works, and what is left of its budgets. */
export function Keys() {
  const [params, set, go] = useStateInAddress();
  const { data: who } = useWho();
  const [isCreating, setIsCreating] = useState(false);
  const find = params.get('find') ?? '';
  const keys = useKeys({ after: params.get('after') ?? '', find: find.trim(), everyMs: EVERY_MS });
  const found = keys.data?.data;
  const search = (text: string) => {
    set('after', ''); // the page would begin somewhere else
    set('find', typedFind(text));
  };
  return (
    <Page
      title="Keys"
      lead="What programs and people call with. A key is shown once, when it is made or rotated."
      actions={
        mayChange(who) && (
          <Button size="xs" onClick={() => setIsCreating(true)}>
            New key
          </Button>
        )
      }
    >
      <CreateKey isOpen={isCreating} onClose={() => setIsCreating(false)} />
      <TextInput
        className={styles.find}
        label="Find"
        placeholder="Name, user, team, or tg_…"
        value={find}
        onChange={(event) => search(event.currentTarget.value)}
      />
      {keys.error ? (
        <Failure error={keys.error} onRetry={() => void keys.refetch()} />
      ) : !found ? (
        <Loading />
      ) : found.length === 0 ? (
        <Empty title={find === '' ? 'No keys yet.' : 'No key matches.'} />
      ) : (
        <>
          <KeysTable keys={found} />
          <p className={styles.foot}>
            {count(found.length)} shown{keys.data?.next ? '; there are more' : ''}.
          </p>
          <Paging
            after={params.get('after') ?? ''}
            next={keys.data?.next ?? null}
            names={['First page', 'Next']}
            onGo={(to) => go('after', to)}
          />
        </>
      )}
    </Page>
  );
}

function KeysTable({ keys }: { readonly keys: readonly Key[] }) {
  return (
    <Scroll label="Table of keys">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Key</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>User</Table.Th>
            <Table.Th>Team</Table.Th>
            <Table.Th>Budgets</Table.Th>
            <Table.Th>Ends</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td>
                <Anchor component={Link} href={`/keys/${key.id}`} size="sm">
                  <Name of={key.name} />
                </Anchor>
              </Table.Td>
              <Table.Td className="mono">tg_{key.id}…</Table.Td>
              <Table.Td>
                <KeyState of={key} />
              </Table.Td>
              <Table.Td>
                <Name of={key.user} />
              </Table.Td>
              <Table.Td>
                <Name of={key.team} />
              </Table.Td>
              <Table.Td>
                {key.budgets.map((budget) => (
                  <BudgetBar key={`${budget.per} ${budget.budget_usd}`} budget={budget} />
                ))}
              </Table.Td>
              <Table.Td className="tabular">{key.expires_at ? dateTime(key.expires_at) : 'never'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}
