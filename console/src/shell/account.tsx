import { Button } from '@mantine/core';
import { useLogout, type Who } from '../api/who';
import styles from './shell.module.css';

/** Who is logged in, and the way out. */
export function Account({ who }: { readonly who: Who }) {
  const logout = useLogout(who);
  if (who.role === 'none') return null;
  if (who.role === 'open')
    return <p className={styles.note}>No keys are set: whoever reaches this page may look.</p>;
  return (
    <div className={styles.account}>
      <p className={styles.note}>{nameOf(who)}</p>
      <Button size="compact-xs" variant="default" loading={logout.isPending} onClick={() => logout.mutate()}>
        Log out
      </Button>
      {logout.error && (
        <p className={styles.note} role="alert">
          You are still logged in: {logout.error.message}
        </p>
      )}
    </div>
  );
}

function nameOf({ role, key, person }: Who): string | undefined {
  if (person) return role === 'member' ? person.name : `${person.name} (${role})`;
  return role === 'admin' ? 'Administrator' : key?.name;
}
