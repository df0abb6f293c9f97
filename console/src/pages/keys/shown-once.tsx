import { Button, Text } from '@mantine/core';
import { CodeBlock } from '../../parts/code-block';
import styles from './keys.module.css';

/** A key, which nobody can look up later. */
export function ShownOnce({ secret, onDone }: { readonly secret: string; readonly onDone: () => void }) {
  return (
    <div className={styles.form}>
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
