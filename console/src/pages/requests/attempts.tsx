import { Table } from '@mantine/core';
import type { Call } from '../../api/calls';
import { count, duration, usd } from '../../parts/format';
import { Outcome } from '../../parts/outcome';
import { Scroll } from '../../parts/scroll';
import { Empty } from '../../parts/states';
import styles from './attempts.module.css';

/** Who was asked, one after the other, how long each took, and what was the gateway's own. */
export function Attempts({ call }: { readonly call: Call }) {
  const { attempts, duration_ms, overhead_ms } = call;
  if (call.ended_at === null) return <Empty title="It is under way: attempts are shown at its end." />;
  if (attempts.length === 0)
    return (
      <Empty title="No provider was asked.">
        {call.error_code === null ? null : <>The gateway refused: {call.error_code}.</>}
      </Empty>
    );
  const asked = attempts.reduce((sum, attempt) => sum + (attempt.duration_ms ?? 0), 0);
  const wholeMs = Math.max(duration_ms ?? 0, asked, 0.1);
  const restMs = Math.max(0, wholeMs - asked);
  const ownMs = Math.min(overhead_ms ?? restMs, restMs);
  const parts = [
    ...(overhead_ms === undefined ? [] : [{ key: 'own', name: 'Gateway', ms: ownMs, look: styles.own }]),
    ...attempts.map((attempt, at) => ({
      key: `attempt ${at}`,
      name: `${at + 1}. ${attempt.provider}`,
      ms: attempt.duration_ms ?? 0,
      look: attempt.outcome === 'ok' ? styles.good : styles.bad,
    })),
    {
      key: 'waiting',
      name: 'Waiting',
      ms: overhead_ms === undefined ? restMs : restMs - ownMs,
      look: styles.waiting,
    },
  ];
  return (
    <>
      <div className={styles.line} aria-hidden="true">
        {parts
          .filter(({ ms }) => ms > 0)
          .map(({ key, name, ms, look }) => (
            <span key={key} className={look} style={{ flexGrow: ms }} title={`${name}: ${duration(ms)}`} />
          ))}
      </div>
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
              <Table.Th className="right">Duration</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {attempts.map((attempt, at) => (
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
                <Table.Td className="tabular right">{duration(attempt.duration_ms)}</Table.Td>
              </Table.Tr>
            ))}
            {overhead_ms !== undefined && (
              <Table.Tr>
                <Table.Td colSpan={7}>The gateway’s own time</Table.Td>
                <Table.Td className="tabular right">{duration(overhead_ms)}</Table.Td>
              </Table.Tr>
            )}
          </Table.Tbody>
        </Table>
      </Scroll>
    </>
  );
}
