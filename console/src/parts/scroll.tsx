import type { ReactNode } from 'react';
import styles from './scroll.module.css';

/** What is wider than the window moves in a place of its own, by keyboard as well. */
export function Scroll({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
