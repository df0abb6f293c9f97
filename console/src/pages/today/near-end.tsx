import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { useBudgetsNearEnd } from '../../api/budgets';
import { BudgetBar } from '../../parts/budget-bar';
import { Name } from '../../parts/name';
import { Section } from '../../parts/page';
import styles from './today.module.css';

const MOST = 5;

/** Budgets of which little is left, the fullest first; nothing where there are none. */
export function NearEnd() {
  const near = useBudgetsNearEnd(MOST);
  if (near.length === 0) return null;
  return (
    <Section title="Budgets near their end">
      <ul className={styles.near}>
        {near.map(({ owner, href, budget }, at) => (
          <li key={at}>
            <Anchor component={Link} href={href} size="sm">
              <Name of={owner} />
            </Anchor>
            <BudgetBar budget={budget} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
