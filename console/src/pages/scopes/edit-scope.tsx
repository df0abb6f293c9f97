import { Button, Modal, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { usePutScope, type Scope, type ScopeKind } from '../../api/scopes';
import { BudgetFields } from '../../parts/budget-fields';
import { budgetsIn, emptyBudgetForm, limitsIn, type BudgetForm } from '../../parts/budget-form';
import { Failure } from '../../parts/states';
import styles from '../keys/keys.module.css';

interface EditScopeProps {
  readonly kind: ScopeKind;
  /** `null` = a new one. */
  readonly scope: Scope | null;
  readonly onClose: () => void;
}

/** Says anew what holds for a team, or for a user. */
export function EditScope({ kind, scope, onClose }: EditScopeProps) {
  const [name, setName] = useState(scope?.name ?? '');
  const [form, setForm] = useState<BudgetForm>(() => (scope ? formOf(scope) : emptyBudgetForm));
  const put = usePutScope(kind);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    put.mutate({ name: name.trim(), ...bodyOf(form, scope) }, { onSuccess: onClose });
  };
  const one = kind === 'teams' ? 'team' : 'user';
  return (
    <Modal opened onClose={onClose} title={scope ? `The ${one} ${scope.name}` : `New ${one}`} size="lg">
      <form onSubmit={submit} className={styles.form}>
        {!scope && (
          <TextInput
            label="Name"
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <BudgetFields form={form} onChange={setForm} />
        {put.error && <Failure error={put.error} />}
        <div className={styles.buttons}>
          <Button size="sm" variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button size="sm" type="submit" loading={put.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What the form does not show stays as it is. */
function bodyOf(form: BudgetForm, scope: Scope | null) {
  const [first, ...others] = (scope?.budgets ?? []).map(({ budget_usd, per, on_exhaust }) => ({
    budget_usd,
    per,
    ...(on_exhaust && { on_exhaust }),
  }));
  return {
    budgets: [...budgetsIn(form).map((budget) => ({ ...first, ...budget })), ...others],
    limits: [...limitsIn(form), ...(scope?.limits ?? []).filter((limit) => !isShown(limit))],
    ...(scope?.allowed && { allowed: scope.allowed }),
  };
}

function formOf({ budgets: [budget], limits }: Scope): BudgetForm {
  const shown = limits.filter(isShown);
  const limitOf = (kind: 'requests' | 'tokens' | 'concurrent') =>
    String(shown.find((limit) => limit[kind] !== undefined)?.[kind] ?? '');
  return {
    budget: budget ? String(budget.budget_usd) : '',
    per: budget?.per ?? emptyBudgetForm.per,
    requests: limitOf('requests'),
    tokens: limitOf('tokens'),
    concurrent: limitOf('concurrent'),
  };
}

function isShown({ model, per }: Scope['limits'][number]): boolean {
  return model === undefined && (per === undefined || per === 'minute');
}
