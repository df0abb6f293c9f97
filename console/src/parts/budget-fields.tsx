import { NativeSelect, NumberInput } from '@mantine/core';
import styles from './budget-fields.module.css';
import { PERIODS, type BudgetForm } from './budget-form';

interface BudgetFieldsProps {
  readonly form: BudgetForm;
  readonly onChange: (form: BudgetForm) => void;
}

/** A budget and the plain limits, as most need them; the API takes more of each. */
export function BudgetFields({ form, onChange }: BudgetFieldsProps) {
  const number = (name: keyof BudgetForm) => ({
    min: 0,
    value: form[name],
    onChange: (value: string | number) => onChange({ ...form, [name]: String(value) }),
  });
  const limit = { placeholder: 'no limit', allowDecimal: false };
  return (
    <>
      <div className={styles.row}>
        <NumberInput label="Budget" prefix="$" placeholder="none" decimalScale={6} {...number('budget')} />
        <NativeSelect
          label="Per"
          data={PERIODS}
          value={form.per}
          onChange={(event) => onChange({ ...form, per: event.currentTarget.value })}
        />
      </div>
      <div className={styles.row}>
        <NumberInput label="Requests a minute" {...limit} {...number('requests')} />
        <NumberInput label="Tokens a minute" {...limit} {...number('tokens')} />
        <NumberInput label="At once" {...limit} {...number('concurrent')} />
      </div>
    </>
  );
}
