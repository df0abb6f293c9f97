import { NativeSelect, TextInput } from '@mantine/core';
import { fromLocalTime, LAST_LOCAL_TIME, toLocalTime } from '../../parts/local-time';
import { choiceIn, isBackwards, PERIODS } from './period';

interface PeriodFieldProps {
  readonly params: URLSearchParams;
  /** Sets a part of the address. */
  readonly onChange: (name: string, value: string) => void;
}

/** From when on, and up to when. */
export function PeriodField({ params, onChange }: PeriodFieldProps) {
  const choice = choiceIn(params);
  const choose = (value: string) => {
    if (value !== 'custom') for (const name of ['from', 'to']) onChange(name, '');
    onChange('time', value);
  };
  return (
    <>
      <NativeSelect
        label="Time"
        data={PERIODS}
        value={choice}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {choice === 'custom' &&
        (['from', 'to'] as const).map((name) => (
          <TextInput
            key={name}
            type="datetime-local"
            max={LAST_LOCAL_TIME}
            error={name === 'to' && isBackwards(params) ? 'has to be later than From' : undefined}
            label={name === 'from' ? 'From' : 'To'}
            value={toLocalTime(params.get(name))}
            onChange={(event) => onChange(name, fromLocalTime(event.currentTarget.value))}
          />
        ))}
    </>
  );
}
