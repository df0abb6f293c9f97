import { TextInput } from '@mantine/core';
import type { FieldErrors } from '../../parts/field-errors';
import { Rows } from '../../parts/rows';
import { isRepeated, NEW_METADATA, type MetadataRow } from './metadata';

interface MetadataRowsProps {
  readonly rows: readonly MetadataRow[];
  readonly onChange: (rows: readonly MetadataRow[]) => void;
  readonly errors: FieldErrors;
}

/** Whatever is to be kept with a key, by names. */
export function MetadataRows({ rows, onChange, errors }: MetadataRowsProps) {
  const errorOf = ({ name }: MetadataRow) => errors.at(`metadata.${name.trim()}`);
  const isAtRow = rows.some((row) => errorOf(row) !== undefined);
  return (
    <Rows
      title="Metadata"
      one="note"
      rows={rows}
      fresh={NEW_METADATA}
      onChange={onChange}
      error={isAtRow ? undefined : errors.at('metadata')}
    >
      {(row, change, at) => (
        <>
          <TextInput
            label="Name"
            required
            {...(isRepeated(rows, at) && { pattern: '(?!)', title: 'another name: this one stands above' })}
            value={row.name}
            error={isRepeated(rows, at) && 'stands above already'}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <TextInput
            label="Value"
            value={row.value}
            error={errorOf(row)}
            onChange={(event) => change({ value: event.currentTarget.value })}
          />
        </>
      )}
    </Rows>
  );
}
