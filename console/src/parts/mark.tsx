import type { ReactNode } from 'react';
import styles from './mark.module.css';

export type Look = 'good' | 'warn' | 'bad' | 'still' | 'busy';

/** A word for a state, with a mark before it for those who skim. */
export function Mark({ look, children }: { readonly look: Look; readonly children: ReactNode }) {
  return <span className={`${styles.mark} ${styles[look]}`}>{children}</span>;
}
