import { useUsage, type Call } from '../../api/calls';
import { useNameOfKey } from '../../api/key-names';
import { Bars } from '../../parts/bars';
import { count, usd } from '../../parts/format';
import { Section } from '../../parts/page';
import { ofCall, ofRow, topOf } from './summary';
import styles from './today.module.css';

/** By what calls are told apart, with the name of it in a call. */
const GROUPS = [
  { group: 'model', title: 'Models', nameOf: (call: Call) => call.model_sent ?? call.model_asked },
  { group: 'provider', title: 'Providers', nameOf: (call: Call) => call.provider },
  { group: 'key', title: 'Keys', nameOf: (call: Call) => call.key },
  { group: 'client', title: 'Programs', nameOf: (call: Call) => call.client },
] as const;

const EVERY_MS = 10_000;

interface TopsProps {
  /** The first day, YYYY-MM-DD. */
  readonly from: string;
  /** The last calls, which are all there is where no ledger is kept. */
  readonly latest: readonly Call[];
}

/** Who, and what, cost or asked most. */
export function Tops(props: TopsProps) {
  return (
    <div className={styles.tops}>
      {GROUPS.map((entry) => (
        <Top key={entry.group} {...entry} {...props} />
      ))}
    </div>
  );
}

/** By cost, and by requests where nothing costs; nothing where no call has such a name. */
function Top({ group, title, nameOf, from, latest }: TopsProps & (typeof GROUPS)[number]) {
  const nameOfKey = useNameOfKey();
  const { data: rows } = useUsage([group], { from }, EVERY_MS);
  if (rows === undefined) return null; // on their way
  const tops = rows
    ? topOf(rows, (row) => row[group] as string | null, ofRow)
    : topOf(latest, nameOf, ofCall);
  if (tops.length === 0) return null;
  const isPaid = tops.some(({ costUsd }) => costUsd > 0);
  const bars = tops.map(({ name, costUsd, requests }) => ({
    key: name,
    name: group === 'key' ? nameOfKey(name) : name,
    size: isPaid ? costUsd : requests,
    text: isPaid ? `${usd(String(costUsd))} · ${count(requests)}` : `${count(requests)} requests`,
  }));
  return (
    <Section title={title}>
      <Bars bars={bars} label={`${title} by ${isPaid ? 'cost' : 'requests'}`} />
    </Section>
  );
}
