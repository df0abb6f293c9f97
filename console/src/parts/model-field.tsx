import { Autocomplete } from '@mantine/core';
import { useModels } from '../api/models';

interface ModelFieldProps {
  readonly value: string;
  readonly onChange: (model: string) => void;
}

/** A model by its name; those that the gateway knows are offered, and others may be typed. */
export function ModelField({ value, onChange }: ModelFieldProps) {
  const { data = [] } = useModels();
  return (
    <Autocomplete
      size="sm"
      label="Model"
      data={data.map(({ id }) => id)}
      limit={50}
      value={value}
      onChange={onChange}
      comboboxProps={{ transitionProps: { duration: 0 }, withinPortal: false }}
    />
  );
}
