import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useCalls } from '../../api/calls';
import { useProviders } from '../../api/models';
import { seesAll, useWho } from '../../api/who';
import { count } from '../../parts/format';
import { KeyField } from '../../parts/key-field';
import { outcomeText } from '../../parts/outcome';
import { Page } from '../../parts/page';
import { Paging } from '../../parts/paging';
import { Empty, Failure, Loading } from '../../parts/states';
import { useStateInAddress } from '../../parts/use-state-in-address';
import { CallsTable } from './calls-table';
import { PeriodField } from './period-field';
import { choiceIn, periodIn } from './period';
import styles from './requests.module.css';

const OUTCOMES = ['pending', 'ok', 'partial', 'cancelled', 'refused', 'failed', 'unknown'];
const FILTERS = ['outcome', 'provider', 'model', 'session', 'key', 'user', 'team'] as const;
const LIVE_MS = 2_000;
const LIMIT = 200;

/** The newest calls, by what the address asks for; while it is live, new ones appear by themselves. */
export function Requests() {
  const [params, set, go] = useStateInAddress();
  const filterBy = (name: string, value: string) => {
    set('after', ''); // the page would begin somewhere else
    set(name, value);
  };
  const { data: who } = useWho();
  const { data: providers = [] } = useProviders();
  const after = params.get('after') ?? '';
  const isLive = params.get('live') !== 'off' && after === '';
  const filter = Object.fromEntries(FILTERS.map((name) => [name, params.get(name) ?? undefined]));
  const period = periodIn(params, Date.now());
  const calls = useCalls(
    { ...filter, ...period },
    { limit: LIMIT, after, everyMs: isLive ? LIVE_MS : false },
  );
  const isFiltered = choiceIn(params) !== '' || FILTERS.some((name) => params.has(name));
  return (
    <Page
      title="Requests"
      lead="What was asked of models, the newest first, without prompts and answers."
      actions={
        <Switch
          label="Live"
          checked={isLive}
          disabled={after !== ''}
          onChange={(event) => set('live', event.currentTarget.checked ? '' : 'off')}
        />
      }
    >
      <div className={styles.filters}>
        <PeriodField params={params} onChange={filterBy} />
        <NativeSelect
          label="Outcome"
          data={[
            { value: '', label: 'All' },
            ...OUTCOMES.map((value) => ({ value, label: outcomeText(value) })),
          ]}
          value={filter['outcome'] ?? ''}
          onChange={(event) => filterBy('outcome', event.currentTarget.value)}
        />
        <NativeSelect
          label="Provider"
          data={[{ value: '', label: 'All' }, ...providers.map(({ id }) => id)]}
          value={filter['provider'] ?? ''}
          onChange={(event) => filterBy('provider', event.currentTarget.value)}
        />
        <TextInput
          label="Model"
          placeholder="All"
          value={filter['model'] ?? ''}
          onChange={(event) => filterBy('model', event.currentTarget.value.trim())}
        />
        <TextInput
          label="Session"
          placeholder="All"
          value={filter['session'] ?? ''}
          onChange={(event) => filterBy('session', event.currentTarget.value.trim())}
        />
        {seesAll(who) && (
          <>
            <KeyField value={filter['key'] ?? ''} onChange={(id) => filterBy('key', id)} />
            <TextInput
              label="User"
              placeholder="All"
              value={filter['user'] ?? ''}
              onChange={(event) => filterBy('user', event.currentTarget.value)}
            />
            <TextInput
              label="Team"
              placeholder="All"
              value={filter['team'] ?? ''}
              onChange={(event) => filterBy('team', event.currentTarget.value)}
            />
          </>
        )}
      </div>
      {calls.error ? (
        <Failure error={calls.error} onRetry={() => void calls.refetch()} />
      ) : !calls.data ? (
        <Loading />
      ) : calls.data.data.length === 0 ? (
        <Empty title={isFiltered ? 'No request matches.' : 'No requests yet.'}>
          {isFiltered ? 'Change the filters above.' : 'They appear here as they are made.'}
        </Empty>
      ) : (
        <>
          <CallsTable calls={calls.data.data} />
          <p className={styles.foot}>
            {count(calls.data.data.length)} shown{calls.data.next ? '; there are older ones' : ''}.
          </p>
          <Paging
            after={after}
            next={calls.data.next}
            names={['Newest', 'Older']}
            onGo={(to) => go('after', to)}
          />
        </>
      )}
    </Page>
  );
}
