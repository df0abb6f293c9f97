import type { ReactNode } from 'react';
import styles from './bars.module.css';
import { Name } from './name';

export interface Bar {
  readonly name: ReactNode;
  readonly key: string;
  readonly size: number;
  /** What the size stands for, with its unit. */
  readonly text: string;
}

/** Sizes beside each other, the largest as long as there is room. */
export function Bars({ bars, label }: { readonly bars: readonly Bar[]; readonly label: string }) {
  const largest = Math.max(...bars.map(({ size }) => size), Number.MIN_VALUE);
  return (
    <ul className={styles.bars} aria-label={label}>
      {bars.map(({ key, name, size, text }) => (
        <li key={key} className={styles.bar}>
          <span className={styles.name}>{typeof name === 'string' ? <Name of={name} /> : name}</span>
          <span className="tabular">{text}</span>
          <span className={styles.track} aria-hidden="true">
            <span className={styles.fill} style={{ width: `${(size / largest) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
