import { Anchor, Button, Table } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useCalls } from '../../api/calls';
import { count, dateTime, duration, usd } from '../../parts/format';
import { Page } from '../../parts/page';
import { Scroll } from '../../parts/scroll';
import { Empty, Failure, Loading } from '../../parts/states';
import { sessionsOf, type Session } from './sessions-of';

const EVERY_MS = 5_000;
const LATEST = 1_000;
/** So many rows are shown, and so many more at each wish. */
const STEP = 100;

/** Conversations among the last calls, by the session that their program names. */
export function Sessions() {
  const calls = useCalls({}, { limit: LATEST, everyMs: EVERY_MS });
  const sessions = calls.data && sessionsOf(calls.data.data);
  return (
    <Page
      title="Sessions"
      lead={`Requests of one conversation, joined; of the last ${count(LATEST)} requests.`}
    >
      {calls.error ? (
        <Failure error={calls.error} onRetry={() => void calls.refetch()} />
      ) : !sessions ? (
        <Loading />
      ) : sessions.length === 0 ? (
        <Empty title="No request named a session.">
          Coding agents name theirs by themselves; other programs send the header x-tollgate-session.
        </Empty>
      ) : (
        <SessionsTable sessions={sessions} />
      )}
    </Page>
  );
}

function SessionsTable({ sessions }: { readonly sessions: readonly Session[] }) {
  const [most, setMost] = useState(STEP);
  return (
    <>
      <Scroll label="Table of sessions">
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Session</Table.Th>
              <Table.Th>Program</Table.Th>
              <Table.Th>Last request</Table.Th>
              <Table.Th className="right">Requests</Table.Th>
              <Table.Th className="right">Failed</Table.Th>
              <Table.Th className="right">Tokens</Table.Th>
              <Table.Th className="right">Asking</Table.Th>
              <Table.Th className="right">Cost</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sessions.slice(0, most).map(({ name, last, requests, failed, tokens, durationMs, costUsd }) => (
              <Table.Tr key={name}>
                <Table.Td className="mono">
                  <Anchor component={Link} href={`/requests?session=${encodeURIComponent(name)}`} inherit>
                    {name}
                  </Anchor>
                </Table.Td>
                <Table.Td>{last.client}</Table.Td>
                <Table.Td className="tabular">{dateTime(last.started_at)}</Table.Td>
                <Table.Td className="tabular right">{count(requests)}</Table.Td>
                <Table.Td className="tabular right">{count(failed)}</Table.Td>
                <Table.Td className="tabular right">{count(tokens)}</Table.Td>
                <Table.Td className="tabular right">{duration(durationMs)}</Table.Td>
                <Table.Td className="tabular right">{usd(String(costUsd))}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
      {sessions.length > most && (
        <Button mt="sm" size="xs" variant="default" onClick={() => setMost(most + STEP)}>
          Show more
        </Button>
      )}
    </>
  );
}
