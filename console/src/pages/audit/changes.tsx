import { visibleText } from '../../parts/visible-text';
import styles from './changes.module.css';

type Fields = Readonly<Record<string, unknown>> | null;

/** What differs between before and after, field by field. */
export function Changes({ before, after }: { readonly before: Fields; readonly after: Fields }) {
  if (before === null && after === null) return null; // it changed nothing, as a log-in does
  if (before === null) return 'made';
  if (after === null) return 'taken away';
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter(
    (name) => textOf(before[name]) !== textOf(after[name]) && name !== 'updated_at',
  );
  if (changed.length === 0) return 'nothing that is shown';
  return (
    <ul className={styles.changes}>
      {changed.map((name) => (
        <li key={name}>
          {name}: <del>{textOf(before[name])}</del> <ins>{textOf(after[name])}</ins>
        </li>
      ))}
    </ul>
  );
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  return visibleText(typeof value === 'string' ? value : JSON.stringify(value));
}
