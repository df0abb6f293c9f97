import { Table } from '@mantine/core';
import type { Call } from '../../api/calls';
import { count, duration, usd } from '../../parts/format';
import { Outcome } from '../../parts/outcome';
import { Scroll } from '../../parts/scroll';
import { Empty } from '../../parts/states';
import styles from './attempts.module.css';
import { timelineOf, type Timeline } from './timeline';
import { whyAsked } from './words';

/** Waits that are shorter are made of rounding. */
const SHOWN_WAIT_MS = 1;

/** Who was asked, when and why, how long each took, and what was the gateway's own. */
export function Attempts({ call }: { readonly call: Call }) {
  if (call.ended_at === null) return <Empty title="It is under way: attempts are shown at its end." />;
  if (call.attempts.length === 0)
    return (
      <Empty title="No provider was asked.">
        {call.error_code === null ? null : <>The gateway refused: {call.error_code}.</>}
      </Empty>
    );
  const timeline = timelineOf(call);
  return (
    <>
      <Bars timeline={timeline} />
      <Scroll label="Table of attempts">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Attempt</Table.Th>
              <Table.Th>Outcome</Table.Th>
              <Table.Th>Model</Table.Th>
              <Table.Th>Key</Table.Th>
              <Table.Th className="right">Tokens in</Table.Th>
              <Table.Th className="right">Out</Table.Th>
              <Table.Th className="right">Cost</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {call.attempts.map((attempt, at) => (
              <Table.Tr key={at}>
                <Table.Td>
                  {at + 1}. {attempt.provider}
                </Table.Td>
                <Table.Td>
                  <Outcome outcome={attempt.outcome} /> <span className="mono">{attempt.error_code}</span>
                </Table.Td>
                <Table.Td className="mono">{attempt.model_sent}</Table.Td>
                <Table.Td className="mono">{attempt.provider_key}</Table.Td>
                <Table.Td className="tabular right">{count(attempt.tokens.input)}</Table.Td>
                <Table.Td className="tabular right">{count(attempt.tokens.output)}</Table.Td>
                <Table.Td className="tabular right">{usd(attempt.cost_usd)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
    </>
  );
}

/** Each attempt in the time of its call; what no bar covers was the gateway's own, or waiting. */
function Bars({ timeline: { ownMs, placed, waitedMs, wholeMs } }: { readonly timeline: Timeline }) {
  const partOf = (ms: number) => `${(ms / wholeMs) * 100}%`;
  return (
    <>
      <ol className={styles.timeline} aria-label="Timeline">
        {placed.map(({ attempt, durationMs, startMs }, at) => (
          <li key={at} className={styles.attempt}>
            <span>
              {at + 1}. {attempt.provider}
              <span className={styles.why}>{asWords(whyAsked(attempt))}</span>
            </span>
            <span className="tabular">
              {duration(durationMs)}
              <span className={styles.why}> from {duration(startMs)} on</span>
            </span>
            <span className={styles.track} aria-hidden="true">
              <span
                className={attempt.outcome === 'ok' ? styles.good : styles.bad}
                style={{ left: partOf(startMs), width: partOf(durationMs) }}
              />
            </span>
          </li>
        ))}
      </ol>
      {ownMs !== null && (
        <p className={styles.own}>
          The gateway’s own time: {duration(ownMs)} of {duration(wholeMs)}
          {waitedMs !== null &&
            waitedMs >= SHOWN_WAIT_MS &&
            `; waiting between attempts: ${duration(waitedMs)}`}
          .
        </p>
      )}
    </>
  );
}

function asWords(why: string | null): string {
  return why === null ? '' : `: ${why}`;
}
