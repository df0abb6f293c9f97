import { Button, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { CodeBlock } from '../../parts/code-block';
import styles from './keys.module.css';

/** A key, which nobody can look up later. */
export function ShownOnce({ secret, onDone }: { readonly secret: string; readonly onDone: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  // what had the focus is gone: who listens would hear of no key
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} role="group" aria-label="Shown once" className={styles.form}>
      <Text size="sm">Copy it now: it is kept as a hash, and is not shown again.</Text>
      <CodeBlock label="key" code={secret} title="Key" />
      <div className={styles.buttons}>
        <Button size="sm" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
