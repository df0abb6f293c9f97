import { Button } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import styles from './form.module.css';
import { Failure } from './states';

interface FormProps {
  /** What the button says: `Create`. */
  readonly does: string;
  readonly isRunning: boolean;
  readonly error: unknown;
  /** The error stands at its field, and is not told once more. */
  readonly isErrorShown: boolean;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** Fields, and below them what sends them; the first field that is refused gets the focus. */
export function Form({ does, isRunning, error, isErrorShown, onSubmit, onCancel, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);
  return (
    <form
      ref={form}
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {error !== null && !isErrorShown && <Failure error={error} />}
      <div className={styles.buttons}>
        <Button size="sm" variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="sm" type="submit" loading={isRunning}>
          {does}
        </Button>
      </div>
    </form>
  );
}
