import { usd } from './format';
import { perText } from './per-text';
import styles from './budget-bar.module.css';

/** A budget, and as far as it is told, what of its running window is spent and held back for calls under way. */
export interface ShownBudget {
  readonly budget_usd: string | number;
  readonly per: string;
  readonly spent_usd?: string;
  readonly reserved_usd?: string;
  readonly resets_at?: string | null;
}

/** How much of a budget is gone, with what is reserved beside it. */
export function BudgetBar({ budget }: { readonly budget: ShownBudget }) {
  const { budget_usd, per, spent_usd, reserved_usd = '0' } = budget;
  const whole = Number(budget_usd);
  const partOf = (amount: string) => (whole > 0 ? Math.min(100, (Number(amount) / whole) * 100) : 100);
  if (spent_usd === undefined)
    return (
      <span className="tabular">
        {usd(String(budget_usd))} {perText(per)}
      </span>
    );
  const text = `${usd(spent_usd)} of ${usd(String(budget_usd))} ${perText(per)}`;
  const isFull = Number(spent_usd) + Number(reserved_usd) >= whole;
  return (
    <div className={styles.budget}>
      <span>
        <span className="tabular">{text}</span>
        {Number(reserved_usd) > 0 && (
          <>
            {' '}
            <span className={`tabular ${styles.reservedText}`}>+ {usd(reserved_usd)} reserved</span>
          </>
        )}
      </span>
      <span className={styles.track} aria-hidden="true">
        <span className={isFull ? styles.full : styles.spent} style={{ width: `${partOf(spent_usd)}%` }} />
        <span
          className={styles.reserved}
          style={{ width: `${Math.min(partOf(reserved_usd), 100 - partOf(spent_usd))}%` }}
        />
      </span>
    </div>
  );
}
