import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { useBudgets, type OwnedBudget } from '../../api/budgets';
import { BudgetBar } from '../../parts/budget-bar';
import { Section } from '../../parts/page';
import styles from './today.module.css';

/** From this part of a budget on, somebody should know. */
const NEAR = 0.8;
const MOST = 5;

/** Budgets of which little is left, the fullest first; nothing where there are none. */
export function NearEnd() {
  const near = useBudgets()
    .filter((each) => partOf(each) >= NEAR)
    .toSorted((a, b) => partOf(b) - partOf(a))
    .slice(0, MOST);
  if (near.length === 0) return null;
  return (
    <Section title="Budgets near their end">
      <ul className={styles.near}>
        {near.map(({ owner, href, budget }, at) => (
          <li key={at}>
            <Anchor component={Link} href={href} size="sm">
              {owner}
            </Anchor>
            <BudgetBar budget={budget} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function partOf({ budget: { budget_usd, spent_usd = '0', reserved_usd = '0' } }: OwnedBudget): number {
  const whole = Number(budget_usd);
  return whole > 0 ? (Number(spent_usd) + Number(reserved_usd)) / whole : 1;
}
