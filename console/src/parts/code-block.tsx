import { Button, CopyButton } from '@mantine/core';
import styles from './code-block.module.css';

interface CodeBlockProps {
  /** What it is, for those who cannot see it. */
  readonly label: string;
  readonly code: string;
  readonly title?: string;
}

/** A text to copy as it stands. */
export function CodeBlock({ label, code, title }: CodeBlockProps) {
  return (
    <div className={styles.block}>
      <div className={styles.bar}>
        <span className={styles.title}>{title}</span>
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy} aria-label={`Copy ${label}`}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </div>
      <pre className={styles.code} tabIndex={0} role="region" aria-label={label}>
        <code>{code}</code>
      </pre>
    </div>
  );
}
