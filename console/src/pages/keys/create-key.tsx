import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useCreateKey } from '../../api/keys';
import { useDefaults } from '../../api/scopes';
import { fieldErrors, isShownAtField } from '../../parts/field-errors';
import { Form } from '../../parts/form';
import { KeyFields } from './key-fields';
import { KEY_FIELDS, newKeyForm, toNewKey, type KeyForm } from './key-form';
import { ShownOnce } from './shown-once';

interface CreateKeyProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Makes a key, and shows it this one time. */
export function CreateKey({ isOpen, onClose }: CreateKeyProps) {
  const [typed, setTyped] = useState<KeyForm | null>(null);
  const { data: defaults } = useDefaults();
  const create = useCreateKey();
  const begin = newKeyForm(defaults?.key ?? {});
  const form = typed ?? begin;
  const close = () => {
    create.reset();
    setTyped(null);
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={close} title={create.data ? 'The new key' : 'New key'} size="lg">
      {create.data?.key ? (
        <ShownOnce secret={create.data.key} onDone={close} />
      ) : (
        <Form
          does="Create"
          isRunning={create.isPending}
          error={create.error}
          isErrorShown={isShownAtField(create.error, KEY_FIELDS)}
          onSubmit={() => create.mutate(toNewKey(form, begin))}
          onCancel={close}
        >
          <KeyFields
            form={form}
            onChange={(part) => setTyped({ ...form, ...part })}
            errors={fieldErrors(create.error)}
          />
        </Form>
      )}
    </Modal>
  );
}
