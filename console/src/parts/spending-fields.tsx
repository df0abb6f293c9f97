import { TextInput } from '@mantine/core';
import { BudgetRows } from './budget-rows';
import type { FieldErrors } from './field-errors';
import styles from './form.module.css';
import { LimitRows } from './limit-rows';
import type { SpendingForm } from './spending-form';

interface SpendingFieldsProps {
  readonly form: SpendingForm;
  readonly onChange: (change: Partial<SpendingForm>) => void;
  readonly errors: FieldErrors;
  /** Selectors bound what is spent, and not what is asked for. */
  readonly hasAllowed?: boolean;
}

/** Budgets, limits, and what may be asked for. */
export function SpendingFields({ form, onChange, errors, hasAllowed = true }: SpendingFieldsProps) {
  const list = (name: 'models' | 'providers' | 'routes') => ({
    value: form[name],
    error: errors.at(`allowed.${name}`),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  });
  return (
    <>
      <BudgetRows rows={form.budgets} onChange={(budgets) => onChange({ budgets })} errors={errors} />
      <LimitRows rows={form.limits} onChange={(limits) => onChange({ limits })} errors={errors} />
      {hasAllowed && (
        <fieldset className={styles.group}>
          <legend className={styles.title}>What may be asked for</legend>
          <p className={styles.note}>Separated by commas; * stands for any characters. Empty: all.</p>
          <TextInput label="Models" placeholder="openai/gpt-*, sandbox/*" {...list('models')} />
          <div className={styles.row}>
            <TextInput label="Providers" placeholder="all" {...list('providers')} />
            <TextInput label="Routes" placeholder="all" {...list('routes')} />
          </div>
        </fieldset>
      )}
    </>
  );
}
