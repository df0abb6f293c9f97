import { Select } from '@mantine/core';
import { useKeyNames } from '../api/key-names';

interface KeyFieldProps {
  /** The key's id; empty = all keys. */
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** A key, chosen by its name; one that is not known stays to be seen by its id. */
export function KeyField({ value, onChange }: KeyFieldProps) {
  const keys = useKeyNames();
  const isKnown = value === '' || keys.some(({ id }) => id === value);
  const data = keys.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      size="sm"
      label="Key"
      placeholder="All"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'All keys' }}
      limit={50}
      nothingFoundMessage="No key has such a name."
      data={isKnown ? data : [...data, { value, label: value }]}
      value={value === '' ? null : value}
      onChange={(id) => onChange(id ?? '')}
      comboboxProps={{ transitionProps: { duration: 0 }, withinPortal: false }}
    />
  );
}
