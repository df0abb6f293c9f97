import { useDefaults, usePutDefaults } from '../../api/scopes';
import { mayChange, useWho } from '../../api/who';
import { Failure, Loading } from '../../parts/states';
import { EditSpending } from './edit-spending';
import { scopeFormOf, scopeIn } from './scope-form';
import styles from './scopes.module.css';
import { SpendingTable } from './spending-table';

const NAMES = { key: 'New keys', team: 'New teams' } as const;
const PARTS = ['key', 'team'] as const;

/** What new keys and new teams begin with. */
export function Defaults() {
  const { data: who } = useWho();
  const defaults = useDefaults();
  const put = usePutDefaults();
  if (defaults.error) return <Failure error={defaults.error} onRetry={() => void defaults.refetch()} />;
  if (!defaults.data) return <Loading />;
  const { key, team, source } = defaults.data;
  const both = { key, team };
  return (
    <>
      <div className={styles.above}>
        <p className={styles.lead}>
          What new ones begin with; each can be given something else. Those that there are stay as they are.
        </p>
      </div>
      <SpendingTable
        label="Table of defaults"
        rows={PARTS.map((part) => ({ ...both[part], part, name: NAMES[part], source }))}
        actsOn={
          mayChange(who)
            ? ({ part }) => (
                <EditSpending
                  name="Edit"
                  title={NAMES[part]}
                  begin={scopeFormOf(both[part] ?? {})}
                  prefix={`${part}.`}
                  send={(form) => put.mutateAsync({ ...both, [part]: scopeIn(form) })}
                />
              )
            : undefined
        }
      />
    </>
  );
}
