import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { ApiError } from '../../api/api-error';
import {
  useDefaults,
  useDeleteScope,
  usePutScope,
  useScopes,
  type NamedKind,
  type Scope,
} from '../../api/scopes';
import { mayChange, useWho } from '../../api/who';
import { Confirmed } from '../../parts/confirmed';
import { Empty, Failure, Loading } from '../../parts/states';
import { visibleText } from '../../parts/visible-text';
import { EditSpending } from './edit-spending';
import { scopeFormOf, scopeIn, type ScopeForm } from './scope-form';
import styles from './scopes.module.css';
import { SpendingTable } from './spending-table';

const EVERY_MS = 5_000;
const ONE = { teams: 'team', users: 'user', selectors: 'selector' } as const;
const LEADS = {
  teams: 'What all keys of a team may spend together.',
  users: 'What all keys of a user may spend together.',
  selectors: 'What calls that have something in common may spend together, whoever makes them.',
} as const;

/** All teams, users or selectors that something is said of. */
export function NamedScopes({ kind }: { readonly kind: NamedKind }) {
  const { data: who } = useWho();
  const scopes = useScopes(kind, EVERY_MS);
  const defaults = useDefaults();
  const put = usePutScope(kind);
  const remove = useDeleteScope(kind);
  const [one, isSelector] = [ONE[kind], kind === 'selectors'];
  const send = (name: string, form: ScopeForm) => put.mutateAsync({ name, body: scopeIn(form, isSelector) });
  const sendNew = async (form: ScopeForm) => {
    const name = form.name.trim();
    // it would take the place of the one that there is
    if (scopes.data?.some((scope) => scope.name === name))
      throw new ApiError(`There is a ${one} of this name already.`, 0, null, null, 'name');
    await send(name, form);
  };
  const begin = scopeFormOf(kind === 'teams' ? (defaults.data?.team ?? {}) : {});
  return (
    <>
      <div className={styles.above}>
        <p className={styles.lead}>{LEADS[kind]}</p>
        {mayChange(who) && (
          <EditSpending
            name={`New ${one}`}
            isMain
            title={`New ${one}`}
            begin={begin}
            asksName
            isSelector={isSelector}
            send={sendNew}
          />
        )}
      </div>
      {remove.error && <Failure error={remove.error} />}
      {scopes.error ? (
        <Failure error={scopes.error} onRetry={() => void scopes.refetch()} />
      ) : !scopes.data ? (
        <Loading />
      ) : scopes.data.length === 0 ? (
        <Empty title={`No ${one} has budgets or limits.`}>{!isSelector && <ToldApart one={one} />}</Empty>
      ) : (
        <SpendingTable
          label={`Table of ${kind}`}
          rows={scopes.data.map((scope) => ({ ...scope, name: scope.name ?? '' }))}
          actsOn={
            mayChange(who)
              ? (scope: Scope & { readonly name: string }) => (
                  <>
                    <EditSpending
                      name="Edit"
                      title={visibleText(`The ${one} ${scope.name}`)}
                      begin={scopeFormOf(scope)}
                      isSelector={isSelector}
                      send={(form) => send(scope.name, form)}
                    />
                    <Confirmed
                      name="Delete"
                      question={visibleText(`No budget and no limit holds for ${scope.name} any more.`)}
                      onYes={() => remove.mutate(scope.name)}
                    />
                  </>
                )
              : undefined
          }
        />
      )}
    </>
  );
}

function ToldApart({ one }: { readonly one: string }) {
  return (
    <>
      Keys can name a {one} all the same: its calls are told apart on{' '}
      <Anchor component={Link} underline="always" href={`/spend?by=${one}`}>
        Spend
      </Anchor>
      .
    </>
  );
}
