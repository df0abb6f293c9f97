import { Anchor, Table } from '@mantine/core';
import { Link } from 'wouter';
import type { Call } from '../../api/calls';
import { count, dateTime, duration, moment, usd } from '../../parts/format';
import { Name } from '../../parts/name';
import { Outcome } from '../../parts/outcome';
import { Scroll } from '../../parts/scroll';
import { useQueryOfAddress } from '../../parts/use-state-in-address';

/** Calls, a row each; the time leads to all that is known of one. */
export function CallsTable({ calls }: { readonly calls: readonly Call[] }) {
  const search = useQueryOfAddress();
  return (
    <Scroll label="Requests">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Time</Table.Th>
            <Table.Th>Outcome</Table.Th>
            <Table.Th>Model</Table.Th>
            <Table.Th>Provider</Table.Th>
            <Table.Th className="right">Tokens in</Table.Th>
            <Table.Th className="right">Out</Table.Th>
            <Table.Th className="right">First token</Table.Th>
            <Table.Th className="right">Duration</Table.Th>
            <Table.Th className="right">Cost</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {calls.map((call) => (
            <Table.Tr key={call.id}>
              <Table.Td className="tabular">
                <Anchor
                  component={Link}
                  href={`/requests/${encodeURIComponent(call.id)}${search && `?${search}`}`}
                  size="sm"
                  title={dateTime(call.started_at)}
                >
                  {moment(call.started_at)}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <Outcome outcome={call.outcome} />
              </Table.Td>
              <Table.Td className="mono">
                <Name of={call.model_asked ?? call.model_sent} />
              </Table.Td>
              <Table.Td>{call.provider}</Table.Td>
              <Table.Td className="tabular right">{count(call.tokens.input)}</Table.Td>
              <Table.Td className="tabular right">{count(call.tokens.output)}</Table.Td>
              <Table.Td className="tabular right">{duration(call.first_token_ms)}</Table.Td>
              <Table.Td className="tabular right">{duration(call.duration_ms)}</Table.Td>
              <Table.Td className="tabular right">{usd(call.cost_usd)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}
