import { Box, Button, NativeSelect, SegmentedControl, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useUsage, useUsageRest, type UsageRest } from '../../api/calls';
import { useNameOfKey } from '../../api/key-names';
import { count, usd } from '../../parts/format';
import { Page, Section } from '../../parts/page';
import { StackedBars } from '../../parts/stacked-bars';
import { StackedChart } from '../../parts/stacked-chart';
import { Empty, Failure, Loading } from '../../parts/states';
import { useStateInAddress } from '../../parts/use-state-in-address';
import { firstDayOf, groupIn, GROUPS, PERIODS, wordOf } from './groups';
import { shownAs } from './names';
import { pairsOf } from './pairs';
import styles from './spend.module.css';
import { SpendTable } from './spend-table';
import { stacksOf } from './stacks';
import { useCsv } from './use-csv';

const inDollars = (value: number) => usd(String(value));

/** What was spent, over time and by two names that calls have. */
export function Spend() {
  const [params, set] = useStateInAddress();
  const days = PERIODS.find(({ value }) => value === params.get('days'))?.value ?? '7';
  const [by, then] = [groupIn(params.get('by'), 'model'), groupIn(params.get('then'), 'key')];
  const from = firstDayOf(days, Date.now());
  const time = days === '1' ? 'hour' : 'day';
  const overTime = useUsage([time, by], { from });
  const names = by === then ? [by] : [by, then];
  const both = useUsage(names, { from });
  const [restOverTime, restOfBoth] = [useUsageRest([time, by], { from }), useUsageRest(names, { from })];
  const nameOfKey = useNameOfKey();
  const shown = useMemo(() => shownAs(nameOfKey), [nameOfKey]);
  const stacked = useMemo(
    () => overTime.data && stacksOf(overTime.data, by, time, Date.parse(from), Date.now(), shown),
    [overTime.data, by, time, from, shown],
  );
  const pairs = useMemo(() => pairsOf(both.data ?? [], [by, then], shown), [both.data, by, then, shown]);
  const csv = useCsv(from, names);
  const change = (name: string, value: string) => {
    csv.reset(); // what was said of a file is not of the next one
    set(name, value);
  };
  return (
    <Page
      title="Spend"
      lead="In US dollars; days begin at midnight UTC."
      actions={
        overTime.data && (
          <Button size="xs" variant="default" loading={csv.isPending} onClick={() => csv.mutate()}>
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
          onChange={(value) => change('days', value)}
          transitionDuration={0}
        />
        <GroupField label="By" value={by} onChange={(value) => change('by', value)} />
        <GroupField label="Then by" value={then} onChange={(value) => change('then', value)} />
      </div>
      {csv.error && (
        <Box mb="md">
          <Failure error={csv.error} />
        </Box>
      )}
      <div role="status">
        <Rest of={csv.data ?? null} where="In the file are" />
      </div>
      {overTime.data === null ? (
        <Empty title="This gateway keeps no ledger.">
          Set TOLLGATE_DATA to a folder, or DATABASE_URL, and start it again.
        </Empty>
      ) : overTime.isPending || both.isPending ? (
        <Loading />
      ) : both.data?.length === 0 ? (
        <Empty title="Nothing was asked in this time." />
      ) : (
        <>
          <Section title={`By ${time} and ${wordOf(by)}`}>
            {overTime.error && <Failure error={overTime.error} />}
            <Rest of={restOverTime} where="These are" />
            {stacked && (
              <StackedChart label={`Cost by ${time} and ${wordOf(by)}`} {...stacked} format={inDollars} />
            )}
          </Section>
          <Section title={by === then ? `By ${wordOf(by)}` : `By ${wordOf(by)} and ${wordOf(then)}`}>
            {both.error && <Failure error={both.error} />}
            <Rest of={restOfBoth} where="These are" />
            {by !== then && pairs.bars.length > 0 && (
              <StackedBars
                label={`Cost by ${wordOf(by)}, made of ${wordOf(then)}`}
                {...pairs}
                format={inDollars}
              />
            )}
            {both.data && (
              <SpendTable rows={both.data} by={by} then={then} rest={restOfBoth} shownAs={shown} />
            )}
          </Section>
        </>
      )}
    </Page>
  );
}

/** What is too much to be shown. */
function Rest({ of, where }: { readonly of: UsageRest | null; readonly where: string }) {
  if (of === null) return null;
  return (
    <Text size="sm" c="dimmed" mb="sm">
      {`${where} the dearest alone; ${count(of.requests)} other ${of.requests === 1 ? 'request' : 'requests'} came to ${usd(of.cost_usd)} together.`}
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
