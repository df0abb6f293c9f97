import { Legend } from './legend';
import { Name } from './name';
import { PALETTE } from './palette';
import type { StackedBar } from './stack';
import bars from './bars.module.css';
import styles from './stacked-bars.module.css';
import { visibleText } from './visible-text';

interface StackedBarsProps {
  readonly label: string;
  readonly bars: readonly StackedBar[];
  /** What the parts are. */
  readonly legend: readonly string[];
  readonly format: (size: number) => string;
}

/** Sizes beside each other, each made of parts; the largest is as long as there is room. */
export function StackedBars({ label, bars: shown, legend, format }: StackedBarsProps) {
  const largest = Math.max(...shown.map(({ sizes }) => sumOf(sizes)), Number.MIN_VALUE);
  const colorOf = (at: number) => PALETTE[at % PALETTE.length];
  return (
    <figure className={styles.figure}>
      <ul className={bars.bars} aria-label={label}>
        {shown.map(({ key, name, sizes }) => (
          <li key={key} className={bars.bar}>
            <span className={bars.name}>
              <Name of={name} />
            </span>
            <span className="tabular">{format(sumOf(sizes))}</span>
            <span className={styles.track} aria-hidden="true">
              {sizes.map(
                (size, at) =>
                  size > 0 && (
                    <span
                      key={at}
                      title={visibleText(`${legend[at]}: ${format(size)}`)}
                      style={{ width: `${(size / largest) * 100}%`, background: colorOf(at) }}
                    />
                  ),
              )}
            </span>
          </li>
        ))}
      </ul>
      <Legend label="Parts" names={legend} />
    </figure>
  );
}

function sumOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}
