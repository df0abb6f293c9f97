import { useDeleteScope, useEverything, usePutScope } from '../../api/scopes';
import { mayChange, useWho } from '../../api/who';
import { Confirmed } from '../../parts/confirmed';
import { Failure, Loading } from '../../parts/states';
import { EditSpending } from './edit-spending';
import { scopeFormOf, scopeIn } from './scope-form';
import styles from './scopes.module.css';
import { SpendingTable } from './spending-table';

const EVERY_MS = 5_000;
const NAME = 'All calls';

/** What all calls of the gateway may spend together. */
export function Everything() {
  const { data: who } = useWho();
  const everything = useEverything(EVERY_MS);
  const put = usePutScope('everything');
  const remove = useDeleteScope('everything');
  if (everything.error) return <Failure error={everything.error} onRetry={() => void everything.refetch()} />;
  if (!everything.data) return <Loading />;
  const { declared, ...own } = everything.data;
  return (
    <>
      <div className={styles.above}>
        <p className={styles.lead}>What all calls of this gateway may spend together, whoever makes them.</p>
      </div>
      {remove.error && <Failure error={remove.error} />}
      <SpendingTable
        label="Table of what holds for all calls"
        rows={[own, ...(declared ? [declared] : [])].map((scope) => ({ ...scope, name: NAME }))}
        actsOn={
          mayChange(who)
            ? (scope) => (
                <>
                  <EditSpending
                    name="Edit"
                    title={NAME}
                    begin={scopeFormOf(scope)}
                    send={(form) => put.mutateAsync({ name: '', body: scopeIn(form) })}
                  />
                  {[...scope.budgets, ...scope.limits].length > 0 && (
                    <Confirmed
                      name="Delete"
                      question="No budget and no limit holds for all calls together any more."
                      onYes={() => remove.mutate('')}
                    />
                  )}
                </>
              )
            : undefined
        }
      />
    </>
  );
}
