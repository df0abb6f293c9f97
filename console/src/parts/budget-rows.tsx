import { NativeSelect, TextInput } from '@mantine/core';
import { useRoutes } from '../api/configuration';
import type { FieldErrors } from './field-errors';
import { perText } from './per-text';
import { Rows } from './rows';
import { BUDGET_PERIODS, NEW_BUDGET, type BudgetRow } from './spending-form';

const PERIODS = BUDGET_PERIODS.map((per) => ({ value: per, label: perText(per) }));

interface BudgetRowsProps {
  readonly rows: readonly BudgetRow[];
  readonly onChange: (rows: readonly BudgetRow[]) => void;
  readonly errors: FieldErrors;
}

/** What may be spent in each period, and who answers once it is. */
export function BudgetRows({ rows, onChange, errors }: BudgetRowsProps) {
  const routes = useRoutes();
  return (
    <Rows
      title="Budgets"
      one="budget"
      rows={rows}
      fresh={NEW_BUDGET}
      onChange={onChange}
      error={errors.exactlyAt('budgets')}
    >
      {({ amount, per, route }, change, at) => (
        <>
          <TextInput
            label="US dollars"
            required
            inputMode="decimal"
            placeholder="5.00"
            value={amount}
            error={errors.at(`budgets.${at}.budget_usd`) ?? errors.exactlyAt(`budgets.${at}`)}
            onChange={(event) => change({ amount: event.currentTarget.value.trim() })}
          />
          <NativeSelect
            label="Per"
            data={PERIODS}
            value={per}
            error={errors.at(`budgets.${at}.per`)}
            onChange={(event) => change({ per: event.currentTarget.value as BudgetRow['per'] })}
          />
          {(routes.length > 0 || route !== '') && (
            <NativeSelect
              label="Once it is spent"
              data={choicesOf(routes, route)}
              value={route}
              error={errors.at(`budgets.${at}.on_exhaust`)}
              onChange={(event) => change({ route: event.currentTarget.value })}
            />
          )}
        </>
      )}
    </Rows>
  );
}

/** A route that there is no longer stays to be seen. */
function choicesOf(routes: readonly string[], chosen: string) {
  const named = chosen === '' || routes.includes(chosen) ? routes : [...routes, chosen];
  return [
    { value: '', label: 'refuse calls' },
    ...named.map((route) => ({ value: route, label: `ask ${route}` })),
  ];
}
