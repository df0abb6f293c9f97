import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors, isShownAtField } from '../../parts/field-errors';
import { Form } from '../../parts/form';
import { SpendingFields } from '../../parts/spending-fields';
import { SCOPE_FIELDS, type ScopeForm } from './scope-form';

interface EditSpendingProps {
  /** What the button says. */
  readonly name: string;
  readonly isMain?: boolean;
  /** Of the dialog. */
  readonly title: string;
  readonly begin: ScopeForm;
  readonly asksName?: boolean;
  readonly isSelector?: boolean;
  /** Where the fields stand in the body: `key.`. */
  readonly prefix?: string;
  readonly send: (form: ScopeForm) => Promise<unknown>;
}

/** A button, and the dialog behind it, in which is said anew what may be spent and asked for. */
export function EditSpending(props: EditSpendingProps) {
  const [begin, setBegin] = useState<ScopeForm | null>(null);
  const close = () => setBegin(null);
  return (
    <>
      <Button
        size="xs"
        {...(!props.isMain && { variant: 'default', 'aria-label': `${props.name}: ${props.title}` })}
        onClick={() => setBegin(props.begin)}
      >
        {props.name}
      </Button>
      <Modal opened={begin !== null} onClose={close} title={props.title} size="lg">
        {begin && <Fields {...props} begin={begin} onClose={close} />}
      </Modal>
    </>
  );
}

function Fields(props: EditSpendingProps & { readonly onClose: () => void }) {
  const { begin, asksName, isSelector = false, prefix, send, onClose } = props;
  const [form, setForm] = useState(begin);
  const sending = useMutation({ mutationFn: send, onSuccess: onClose });
  const fill = (change: Partial<ScopeForm>) => setForm({ ...form, ...change });
  const errors = fieldErrors(sending.error, prefix);
  return (
    <Form
      does="Save"
      isRunning={sending.isPending}
      error={sending.error}
      isErrorShown={isShownAtField(sending.error, SCOPE_FIELDS, prefix)}
      onSubmit={() => sending.mutate(form)}
      onCancel={onClose}
    >
      {asksName && (
        <TextInput
          label="Name"
          required
          data-autofocus
          value={form.name}
          error={errors.at('name')}
          onChange={(event) => fill({ name: event.currentTarget.value })}
        />
      )}
      {isSelector && (
        <TextInput
          label="Calls that match"
          description="All of these have to be so: user, team, client, tag.<name>, metadata.<name>"
          placeholder="tag.project=apollo, team=red"
          required
          value={form.match}
          error={errors.at('match')}
          onChange={(event) => fill({ match: event.currentTarget.value })}
        />
      )}
      <SpendingFields form={form} onChange={fill} errors={errors} hasAllowed={!isSelector} />
    </Form>
  );
}
