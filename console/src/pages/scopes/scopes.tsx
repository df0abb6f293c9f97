import { Anchor, Button, Group, SegmentedControl, Table } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useDeleteScope, useScopes, type Scope, type ScopeKind } from '../../api/scopes';
import { mayChange, useWho } from '../../api/who';
import { BudgetBar } from '../../parts/budget-bar';
import { Confirmed } from '../../parts/confirmed';
import { limitText } from '../../parts/limit-text';
import { Page } from '../../parts/page';
import { Scroll } from '../../parts/scroll';
import { Empty, Failure, Loading } from '../../parts/states';
import { useStateInAddress } from '../../parts/use-state-in-address';
import { EditScope } from './edit-scope';

const EVERY_MS = 5_000;
const KINDS = [
  { value: 'teams', label: 'Teams' },
  { value: 'users', label: 'Users' },
];

/** What teams and users may spend with all of their keys. */
export function Scopes() {
  const [params, set] = useStateInAddress();
  const { data: who } = useWho();
  const [edited, setEdited] = useState<Scope | 'new' | null>(null);
  const kind: ScopeKind = params.get('kind') === 'users' ? 'users' : 'teams';
  const scopes = useScopes(kind, EVERY_MS);
  const one = kind === 'teams' ? 'team' : 'user';
  return (
    <Page
      title="Teams and users"
      lead="Budgets and limits of all keys of a team, or of a user, together."
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label="Whose"
            data={KINDS}
            value={kind}
            onChange={(value) => set('kind', value)}
            transitionDuration={0}
          />
          {mayChange(who) && (
            <Button size="xs" onClick={() => setEdited('new')}>
              New {one}
            </Button>
          )}
        </>
      }
    >
      {edited !== null && (
        <EditScope kind={kind} scope={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
      {scopes.error ? (
        <Failure error={scopes.error} onRetry={() => void scopes.refetch()} />
      ) : !scopes.data ? (
        <Loading />
      ) : scopes.data.length === 0 ? (
        <Empty title={`No ${one} has budgets or limits.`}>
          Keys can name a {one} all the same: its calls are told apart on{' '}
          <Anchor component={Link} underline="always" href={`/spend?by=${one}`}>
            Spend
          </Anchor>
          .
        </Empty>
      ) : (
        <ScopesTable kind={kind} scopes={scopes.data} onEdit={mayChange(who) ? setEdited : null} />
      )}
    </Page>
  );
}

interface ScopesTableProps {
  readonly kind: ScopeKind;
  readonly scopes: readonly Scope[];
  /** `null` = who looks may change nothing. */
  readonly onEdit: ((scope: Scope) => void) | null;
}

function ScopesTable({ kind, scopes, onEdit }: ScopesTableProps) {
  const remove = useDeleteScope(kind);
  return (
    <>
      {remove.error && <Failure error={remove.error} />}
      <Scroll label={`Table of ${kind}`}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Budgets</Table.Th>
              <Table.Th>Limits</Table.Th>
              {onEdit && <Table.Th>Change</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {scopes.map((scope) => (
              <Table.Tr key={scope.name}>
                <Table.Td>{scope.name}</Table.Td>
                <Table.Td>
                  {scope.budgets.map((budget) => (
                    <BudgetBar key={`${budget.per} ${budget.budget_usd}`} budget={budget} />
                  ))}
                </Table.Td>
                <Table.Td>{scope.limits.map(limitText).join(', ') || 'none'}</Table.Td>
                {onEdit && (
                  <Table.Td>
                    {scope.source === 'file' ? (
                      'in tollgate.yaml'
                    ) : (
                      <Group gap="xs" wrap="nowrap">
                        <Button size="xs" variant="default" onClick={() => onEdit(scope)}>
                          Edit
                        </Button>
                        <Confirmed
                          name="Delete"
                          question={`No budget and no limit holds for ${scope.name} any more.`}
                          onYes={() => remove.mutate(scope.name)}
                        />
                      </Group>
                    )}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
    </>
  );
}
