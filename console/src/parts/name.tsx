import styles from './name.module.css';
import { visibleText } from './visible-text';

/** A name that somebody chose: on one line, and no longer than leaves room for what stands beside it. */
export function Name({ of }: { readonly of: string | null | undefined }) {
  if (!of) return null;
  const text = visibleText(of);
  return (
    <span className={styles.name} title={text}>
      {text}
    </span>
  );
}
