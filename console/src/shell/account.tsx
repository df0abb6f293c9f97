import { Button } from '@mantine/core';
import { useLogout, type Who } from '../api/who';
import styles from './shell.module.css';

/** Who is logged in, and the way out. */
export function Account({ who }: { readonly who: Who }) {
  const logout = useLogout();
  if (who.role === 'none') return null;
  if (who.role === 'open')
    return <p className={styles.note}>No keys are set: whoever reaches this page may look.</p>;
  return (
    <div className={styles.account}>
      <p className={styles.note}>{who.role === 'admin' ? 'Administrator' : who.key?.name}</p>
      <Button size="compact-xs" variant="default" loading={logout.isPending} onClick={() => logout.mutate()}>
        Log out
      </Button>
    </div>
  );
}
