import { Table } from '@mantine/core';
import { Scroll } from '../../parts/scroll';
import { Empty } from '../../parts/states';
import type { Configured } from '../../api/configuration';

type Route = Configured['routes'][number];

/** Whom a route asks, and in which order. */
export function Routes({ routes }: { readonly routes: readonly Route[] }) {
  if (routes.length === 0) return <Empty title="The file has no routes." />;
  return (
    <Scroll label="Table of routes">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Route</Table.Th>
            <Table.Th>Order</Table.Th>
            <Table.Th>Conversations</Table.Th>
            <Table.Th>Targets</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {routes.map(({ id, strategy, affinity, targets }) => (
            <Table.Tr key={id}>
              <Table.Td className="mono">{id}</Table.Td>
              <Table.Td>{strategy}</Table.Td>
              <Table.Td>{affinity === 'off' ? 'are drawn anew' : 'stay with a target'}</Table.Td>
              <Table.Td className="mono">
                {targets.map(({ provider, model, weight }, at) => (
                  <div key={at}>
                    {provider}/{model}
                    {strategy === 'weighted' && ` (weight ${weight})`}
                  </div>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}
