import { Fragment, type ReactNode } from 'react';
import styles from './facts.module.css';
import { visibleText } from './visible-text';

/** Names and values; those without a value are left out. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? visibleText(value) : value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
