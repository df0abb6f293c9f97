import { Button, Input } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import styles from './rows.module.css';

interface RowsProps<Row> {
  /** What all of them are: `Budgets`. */
  readonly title: string;
  /** What one of them is, in the middle of a sentence: `budget`. */
  readonly one: string;
  readonly rows: readonly Row[];
  /** What an added one begins with. */
  readonly fresh: Row;
  readonly onChange: (rows: readonly Row[]) => void;
  /** What is wrong with all of them together. */
  readonly error: string | undefined;
  readonly children: (row: Row, change: (part: Partial<Row>) => void, at: number) => ReactNode;
}

/** As many of a thing as are wanted, with a way to add one and to take each away. */
export function Rows<Row extends object>(props: RowsProps<Row>) {
  const { title, one, rows, fresh, onChange, error, children } = props;
  const place = useRef<HTMLFieldSetElement>(null);
  const focused = useRef<'new' | 'add' | null>(null);
  useEffect(() => {
    const [all, add] = [place.current?.querySelectorAll('[role="group"]'), place.current?.lastElementChild];
    if (focused.current === 'new') [...(all ?? [])].at(-1)?.querySelector('input')?.focus();
    if (focused.current === 'add' && add instanceof HTMLElement) add.focus();
    focused.current = null;
  }, [rows.length]);
  const add = () => {
    focused.current = 'new';
    onChange([...rows, fresh]);
  };
  const remove = (at: number) => {
    focused.current = 'add';
    onChange(rows.filter((_, each) => each !== at));
  };
  return (
    <fieldset ref={place} className={styles.rows}>
      <legend className={styles.title}>{title}</legend>
      {rows.map((row, at) => (
        <div key={at} className={styles.row} role="group" aria-label={`${capital(one)} ${at + 1}`}>
          {children(row, (part) => onChange(rows.with(at, { ...row, ...part })), at)}
          <Button
            size="sm"
            variant="subtle"
            className={styles.remove}
            aria-label={`Remove ${one} ${at + 1}`}
            onClick={() => remove(at)}
          >
            Remove
          </Button>
        </div>
      ))}
      {error && <Input.Error role="alert">{error}</Input.Error>}
      <Button size="xs" variant="default" className={styles.add} onClick={add}>
        Add a {one}
      </Button>
    </fieldset>
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
