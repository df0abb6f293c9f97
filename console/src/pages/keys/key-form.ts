import type { NewKey } from '../../api/keys';
import { budgetsIn, emptyBudgetForm, limitsIn, type BudgetForm } from '../../parts/budget-form';

/** As typed; empty = left out. */
export interface KeyForm extends BudgetForm {
  readonly name: string;
  readonly user: string;
  readonly team: string;
  readonly models: string;
  /** YYYY-MM-DD; the key ends with this day in UTC. */
  readonly endsOn: string;
}

export const emptyKeyForm: KeyForm = {
  name: '',
  user: '',
  team: '',
  models: '',
  endsOn: '',
  ...emptyBudgetForm,
};

/** The body of `POST /admin/keys`. */
export function toNewKey({ name, user, team, endsOn, models, ...form }: KeyForm): NonNullable<NewKey> {
  const allowed = models.split(',').flatMap((model) => model.trim() || []);
  const [budgets, limits] = [budgetsIn(form), limitsIn(form)];
  return {
    name: name.trim(),
    ...(user.trim() && { user: user.trim() }),
    ...(team.trim() && { team: team.trim() }),
    ...(budgets.length > 0 && { budgets }),
    ...(limits.length > 0 && { limits }),
    ...(allowed.length > 0 && { allowed: { models: allowed } }),
    ...(endsOn && { expires_at: `${endsOn}T23:59:59Z` }),
  };
}
