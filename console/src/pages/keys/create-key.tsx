import { Button, Modal, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useCreateKey } from '../../api/keys';
import { BudgetFields } from '../../parts/budget-fields';
import { Failure } from '../../parts/states';
import styles from './keys.module.css';
import { emptyKeyForm, toNewKey, type KeyForm } from './key-form';
import { ShownOnce } from './shown-once';

interface CreateKeyProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Makes a key, and shows it this one time. */
export function CreateKey({ isOpen, onClose }: CreateKeyProps) {
  const [form, setForm] = useState<KeyForm>(emptyKeyForm);
  const create = useCreateKey();
  const set = (change: Partial<KeyForm>) => setForm({ ...form, ...change });
  const text = (name: keyof KeyForm) => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  });
  const close = () => {
    create.reset();
    setForm(emptyKeyForm);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(toNewKey(form));
  };
  return (
    <Modal opened={isOpen} onClose={close} title={create.data ? 'The new key' : 'New key'} size="lg">
      {create.data?.key ? (
        <ShownOnce secret={create.data.key} onDone={close} />
      ) : (
        <form onSubmit={submit} className={styles.form}>
          <TextInput label="Name" required data-autofocus placeholder="ci of team red" {...text('name')} />
          <div className={styles.row}>
            <TextInput label="User" placeholder="nobody’s" {...text('user')} />
            <TextInput label="Team" placeholder="none" {...text('team')} />
          </div>
          <BudgetFields form={form} onChange={set} />
          <TextInput
            label="Models"
            description="Separated by commas, * stands for any characters; empty for all"
            placeholder="openai/gpt-*, sandbox/*"
            {...text('models')}
          />
          <TextInput label="Ends on" type="date" {...text('endsOn')} />
          {create.error && <Failure error={create.error} />}
          <div className={styles.buttons}>
            <Button size="sm" variant="default" onClick={close}>
              Cancel
            </Button>
            <Button size="sm" type="submit" loading={create.isPending}>
              Create
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
