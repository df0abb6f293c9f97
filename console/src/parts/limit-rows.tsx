import { NativeSelect, TextInput } from '@mantine/core';
import type { FieldErrors } from './field-errors';
import { perText } from './per-text';
import { Rows } from './rows';
import { LIMIT_PERIODS, NEW_LIMIT, type LimitRow } from './spending-form';

const KINDS = [
  { value: 'requests', label: 'requests' },
  { value: 'tokens', label: 'tokens' },
  { value: 'concurrent', label: 'at once' },
];
const PERIODS = LIMIT_PERIODS.map((per) => ({ value: per, label: perText(per) }));

interface LimitRowsProps {
  readonly rows: readonly LimitRow[];
  readonly onChange: (rows: readonly LimitRow[]) => void;
  readonly errors: FieldErrors;
}

/** How much may be asked in a time, or at once, of all models or of some. */
export function LimitRows({ rows, onChange, errors }: LimitRowsProps) {
  return (
    <Rows
      title="Limits"
      one="limit"
      rows={rows}
      fresh={NEW_LIMIT}
      onChange={onChange}
      error={errors.exactlyAt('limits')}
    >
      {({ kind, amount, per, model }, change, at) => (
        <>
          <TextInput
            label="At most"
            required
            inputMode="numeric"
            pattern="\d+"
            title="a whole number"
            value={amount}
            error={errors.at(`limits.${at}.${kind}`) ?? errors.exactlyAt(`limits.${at}`)}
            onChange={(event) => change({ amount: event.currentTarget.value.trim() })}
          />
          <NativeSelect
            label="Of what"
            data={KINDS}
            value={kind}
            onChange={(event) => change({ kind: event.currentTarget.value as LimitRow['kind'] })}
          />
          {kind !== 'concurrent' && (
            <NativeSelect
              label="Per"
              data={PERIODS}
              value={per}
              error={errors.at(`limits.${at}.per`)}
              onChange={(event) => change({ per: event.currentTarget.value as LimitRow['per'] })}
            />
          )}
          <TextInput
            label="Models"
            placeholder="all, or openai/*"
            value={model}
            error={errors.at(`limits.${at}.model`)}
            onChange={(event) => change({ model: event.currentTarget.value })}
          />
        </>
      )}
    </Rows>
  );
}
