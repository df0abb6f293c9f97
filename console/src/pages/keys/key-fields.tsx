import { NativeSelect, TextInput } from '@mantine/core';
import type { FieldErrors } from '../../parts/field-errors';
import styles from '../../parts/form.module.css';
import { LAST_LOCAL_TIME } from '../../parts/local-time';
import { SpendingFields } from '../../parts/spending-fields';
import type { KeyForm } from './key-form';
import { MetadataRows } from './metadata-rows';

const CAPTURES = [
  { value: '', label: 'as its route says' },
  { value: 'off', label: 'nothing' },
  { value: 'errors', label: 'of calls that fail' },
  { value: 'sampled', label: 'of a share of calls' },
  { value: 'all', label: 'of all calls' },
];

interface KeyFieldsProps {
  readonly form: KeyForm;
  readonly onChange: (change: Partial<KeyForm>) => void;
  readonly errors: FieldErrors;
}

/** All that can be said of a key. */
export function KeyFields({ form, onChange, errors }: KeyFieldsProps) {
  const text = (name: 'name' | 'user' | 'team' | 'tags' | 'ends' | 'capture', field: string = name) => ({
    value: form[name],
    error: errors.at(field),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  });
  return (
    <>
      <TextInput label="Name" required data-autofocus placeholder="ci of team red" {...text('name')} />
      <div className={styles.row}>
        <TextInput label="User" placeholder="nobody’s" {...text('user')} />
        <TextInput label="Team" placeholder="none" {...text('team')} />
      </div>
      <SpendingFields form={form} onChange={onChange} errors={errors} />
      <TextInput
        label="Tags"
        description="On every call with it, separated by commas"
        placeholder="project=apollo, env=ci"
        {...text('tags')}
      />
      <MetadataRows rows={form.metadata} onChange={(metadata) => onChange({ metadata })} errors={errors} />
      <div className={styles.row}>
        <TextInput
          label="Ends at"
          type="datetime-local"
          max={LAST_LOCAL_TIME}
          {...text('ends', 'expires_at')}
        />
        <NativeSelect label="Keep prompts and answers" data={CAPTURES} {...text('capture')} />
      </div>
    </>
  );
}
