import { Button, NativeSelect, SegmentedControl, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useUsage, useUsageRest } from '../../api/calls';
import { addressOf } from '../../api/client';
import { useNameOfKey } from '../../api/key-names';
import { seesAll, useWho } from '../../api/who';
import { count, usd } from '../../parts/format';
import { Page, Section } from '../../parts/page';
import { StackedBars } from '../../parts/stacked-bars';
import { StackedChart } from '../../parts/stacked-chart';
import { Empty, Failure, Loading } from '../../parts/states';
import { useStateInAddress } from '../../parts/use-state-in-address';
import { firstDayOf, groupIn, GROUPS, PERIODS, wordOf } from './groups';
import { pairsOf } from './pairs';
import styles from './spend.module.css';
import { SpendTable } from './spend-table';
import { stacksOf } from './stacks';

const inDollars = (value: number) => usd(String(value));

/** What was spent, over time and by two names that calls have. */
export function Spend() {
  const [params, set] = useStateInAddress();
  const { data: who } = useWho();
  const days = PERIODS.find(({ value }) => value === params.get('days'))?.value ?? '7';
  const [by, then] = [groupIn(params.get('by'), 'model'), groupIn(params.get('then'), 'key')];
  const from = firstDayOf(days, Date.now());
  const time = days === '1' ? 'hour' : 'day';
  const overTime = useUsage([time, by], { from });
  const names = by === then ? [by] : [by, then];
  const both = useUsage(names, { from });
  const [restOverTime, restOfBoth] = [useUsageRest([time, by], { from }), useUsageRest(names, { from })];
  const nameOfKey = useNameOfKey();
  const stacked = useMemo(() => {
    if (!overTime.data) return undefined;
    const { times, stacks } = stacksOf(overTime.data, by, time, Date.parse(from), Date.now());
    const named = stacks.map((stack) => (by === 'key' ? { ...stack, name: nameOfKey(stack.name) } : stack));
    return { times, stacks: named };
  }, [overTime.data, by, time, from, nameOfKey]);
  const pairs = useMemo(
    () => pairsOf(both.data ?? [], [by, then], (group, name) => (group === 'key' ? nameOfKey(name) : name)),
    [both.data, by, then, nameOfKey],
  );
  const query = { from, group_by: ['day', ...new Set([by, then])].join(','), format: 'csv' };
  const failed = overTime.error ?? both.error;
  return (
    <Page
      title="Spend"
      lead="In US dollars; days begin at midnight UTC."
      actions={
        overTime.data && (
          <Button
            component="a"
            size="xs"
            variant="default"
            href={addressOf(seesAll(who) ? '/admin/usage' : '/usage', { query })}
            download={`spend-${from}.csv`}
          >
            CSV
          </Button>
        )
      }
    >
      <div className={styles.choices}>
        <SegmentedControl
          size="xs"
          aria-label="Period"
          data={[...PERIODS]}
          value={days}
          onChange={(value) => set('days', value)}
          transitionDuration={0}
        />
        <GroupField label="By" value={by} onChange={(value) => set('by', value)} />
        <GroupField label="Then by" value={then} onChange={(value) => set('then', value)} />
      </div>
      {failed ? (
        <Failure error={failed} />
      ) : overTime.data === null ? (
        <Empty title="This gateway keeps no ledger.">
          Set TOLLGATE_DATA to a folder, or DATABASE_URL, and start it again.
        </Empty>
      ) : !stacked || !both.data ? (
        <Loading />
      ) : both.data.length === 0 ? (
        <Empty title="Nothing was asked in this time." />
      ) : (
        <>
          <Section title={`By ${time} and ${wordOf(by)}`}>
            <Rest of={restOverTime} />
            <StackedChart label={`Cost by ${time} and ${wordOf(by)}`} {...stacked} format={inDollars} />
          </Section>
          <Section title={by === then ? `By ${wordOf(by)}` : `By ${wordOf(by)} and ${wordOf(then)}`}>
            <Rest of={restOfBoth} />
            {by !== then && pairs.bars.length > 0 && (
              <StackedBars
                label={`Cost by ${wordOf(by)}, made of ${wordOf(then)}`}
                {...pairs}
                format={inDollars}
              />
            )}
            <SpendTable rows={both.data} by={by} then={then} nameOfKey={nameOfKey} />
          </Section>
        </>
      )}
    </Page>
  );
}

/** What is too much to be shown. */
function Rest({ of }: { readonly of: ReturnType<typeof useUsageRest> }) {
  if (of === null) return null;
  return (
    <Text size="sm" c="dimmed" mb="sm">
      {`These are the dearest alone; ${count(of.requests)} other requests came to ${usd(of.cost_usd)} together.`}
    </Text>
  );
}

interface GroupFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function GroupField({ label, value, onChange }: GroupFieldProps) {
  const tag = value.startsWith('tag.') ? [{ value, label: value }] : [];
  return (
    <NativeSelect
      size="xs"
      label={label}
      data={[...GROUPS, ...tag]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
