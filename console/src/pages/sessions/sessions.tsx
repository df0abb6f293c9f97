import { Anchor, Table } from '@mantine/core';
import { Link } from 'wouter';
import { useCalls } from '../../api/calls';
import { useSessions } from '../../api/sessions';
import { count, dateTime, usd } from '../../parts/format';
import { Name } from '../../parts/name';
import { Page } from '../../parts/page';
import { Paging } from '../../parts/paging';
import { Scroll } from '../../parts/scroll';
import { Empty, Failure, Loading } from '../../parts/states';
import { useStateInAddress } from '../../parts/use-state-in-address';
import { choiceIn, periodIn } from '../requests/period';
import { PeriodField } from '../requests/period-field';
import { sessionsOf, type ShownSession } from './sessions-of';
import styles from './sessions.module.css';

const EVERY_MS = 5_000;
const PAGE = 100;
/** What a process remembers. */
const REMEMBERED = 200;

/** Conversations, by the session that their program names, those first that were used last. */
export function Sessions() {
  const [params, set, go] = useStateInAddress();
  const after = params.get('after') ?? '';
  const period = periodIn(params, Date.now());
  const sessions = useSessions(period, { limit: PAGE, after, everyMs: EVERY_MS });
  const setPeriod = (name: string, value: string) => {
    set('after', ''); // the page would begin somewhere else
    set(name, value);
  };
  return (
    <Page title="Sessions" lead="Requests of one conversation, joined; those first that were used last.">
      <div className={styles.filters}>
        <PeriodField params={params} onChange={setPeriod} />
      </div>
      {sessions.error ? (
        <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : sessions.data === undefined ? (
        <Loading />
      ) : sessions.data === null ? (
        <Remembered />
      ) : (
        <>
          <Listed sessions={sessions.data.data} isFiltered={choiceIn(params) !== ''} />
          <Paging
            after={after}
            next={sessions.data.next}
            names={['Newest', 'Older']}
            onGo={(to) => go('after', to)}
          />
        </>
      )}
    </Page>
  );
}

/** Where no ledger is kept: of the last calls of the process. */
function Remembered() {
  const [params] = useStateInAddress();
  const calls = useCalls(periodIn(params, Date.now()), { limit: REMEMBERED, everyMs: EVERY_MS });
  if (calls.error) return <Failure error={calls.error} onRetry={() => void calls.refetch()} />;
  if (!calls.data) return <Loading />;
  return <Listed sessions={sessionsOf(calls.data.data)} isFiltered={choiceIn(params) !== ''} />;
}

interface ListedProps {
  readonly sessions: readonly ShownSession[];
  readonly isFiltered: boolean;
}

function Listed({ sessions, isFiltered }: ListedProps) {
  if (sessions.length === 0)
    return (
      <Empty title={isFiltered ? 'No request of this time named a session.' : 'No request named a session.'}>
        Coding agents name theirs by themselves; other programs send the header x-tollgate-session.
      </Empty>
    );
  return (
    <Scroll label="Table of sessions">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Session</Table.Th>
            <Table.Th>Program</Table.Th>
            <Table.Th>First request</Table.Th>
            <Table.Th>Last request</Table.Th>
            <Table.Th className="right">Requests</Table.Th>
            <Table.Th className="right">Failed</Table.Th>
            <Table.Th className="right">Tokens</Table.Th>
            <Table.Th className="right">Cost</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sessions.map(({ session, client, started_at, last_at, requests, failed, tokens, cost_usd }) => (
            <Table.Tr key={session}>
              <Table.Td className="mono">
                <Anchor component={Link} href={`/requests?session=${encodeURIComponent(session)}`} inherit>
                  <Name of={session} />
                </Anchor>
              </Table.Td>
              <Table.Td>
                <Name of={client} />
              </Table.Td>
              <Table.Td className="tabular">{dateTime(started_at)}</Table.Td>
              <Table.Td className="tabular">{dateTime(last_at)}</Table.Td>
              <Table.Td className="tabular right">{count(requests)}</Table.Td>
              <Table.Td className="tabular right">{count(failed)}</Table.Td>
              <Table.Td className="tabular right">{count(tokens.total)}</Table.Td>
              <Table.Td className="tabular right">{usd(cost_usd)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}
