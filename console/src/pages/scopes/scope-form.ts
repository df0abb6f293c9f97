import type { Scope, ScopeBody } from '../../api/scopes';
import { pairsIn, textOfPairs } from '../../parts/lists-as-text';
import { spendingFormOf, spendingIn, type Spending, type SpendingForm } from '../../parts/spending-form';

/** As typed. */
export interface ScopeForm extends SpendingForm {
  readonly name: string;
  /** Of a selector: `tag.project=apollo, team=red`. */
  readonly match: string;
}

/** Fields of the body that stand in the form. */
export const SCOPE_FIELDS = ['name', 'match', 'budgets', 'limits', 'allowed'];

export function scopeFormOf(spending: Spending & Pick<Partial<Scope>, 'name' | 'match'>): ScopeForm {
  return {
    name: spending.name ?? '',
    match: textOfPairs(spending.match),
    ...spendingFormOf(spending),
  };
}

/** @param isSelector it says which calls it is about, and not what they may ask for. */
export function scopeIn(form: ScopeForm, isSelector = false): ScopeBody {
  const { allowed, ...money } = spendingIn(form);
  return isSelector ? { ...money, match: pairsIn(form.match) } : { ...money, allowed };
}
