import styles from './legend.module.css';
import { Name } from './name';
import { PALETTE } from './palette';

interface LegendProps {
  /** What the names are of, for those who cannot see it; left out where the figure says it. */
  readonly label?: string;
  /** In the order of the palette's colours. */
  readonly names: readonly string[];
}

/** Which colour stands for which name. */
export function Legend({ label, names }: LegendProps) {
  return (
    <ul className={styles.legend} aria-label={label}>
      {names.map((name, at) => (
        <li key={at}>
          <span
            className={styles.mark}
            style={{ background: PALETTE[at % PALETTE.length] }}
            aria-hidden="true"
          />
          <Name of={name} />
        </li>
      ))}
    </ul>
  );
}
