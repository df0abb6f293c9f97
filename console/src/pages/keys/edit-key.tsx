import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useChangeKey, type Key } from '../../api/keys';
import { fieldErrors, isShownAtField } from '../../parts/field-errors';
import { Form } from '../../parts/form';
import { visibleText } from '../../parts/visible-text';
import { KeyFields } from './key-fields';
import { changesIn, KEY_FIELDS, keyFormOf, type KeyForm } from './key-form';

/** Says anew what a key may; what is not touched stays as it is. */
export function EditKey({ of: key, id }: { readonly of: Key; readonly id: string }) {
  const [before, setBefore] = useState<KeyForm | null>(null);
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setBefore(keyFormOf(key))}>
        Edit …
      </Button>
      <Modal
        opened={before !== null}
        onClose={() => setBefore(null)}
        title={visibleText(`The key ${key.name}`)}
        size="lg"
      >
        {before && <Fields id={id} before={before} onClose={() => setBefore(null)} />}
      </Modal>
    </>
  );
}

interface FieldsProps {
  readonly id: string;
  /** As it was when the dialog was opened. */
  readonly before: KeyForm;
  readonly onClose: () => void;
}

function Fields({ id, before, onClose }: FieldsProps) {
  const [form, setForm] = useState(before);
  const change = useChangeKey(id);
  return (
    <Form
      does="Save"
      isRunning={change.isPending}
      error={change.error}
      isErrorShown={isShownAtField(change.error, KEY_FIELDS)}
      onSubmit={() => change.mutate(changesIn(form, before), { onSuccess: onClose })}
      onCancel={onClose}
    >
      <KeyFields
        form={form}
        onChange={(part) => setForm({ ...form, ...part })}
        errors={fieldErrors(change.error)}
      />
    </Form>
  );
}
