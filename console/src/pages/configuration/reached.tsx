import { Table } from '@mantine/core';
import { Mark } from '../../parts/mark';
import { Scroll } from '../../parts/scroll';
import type { Configured } from '../../api/configuration';

type Provider = Configured['providers'][number];

/** Where providers are reached, and which variables hold their keys; those that can be asked first. */
export function Reached({ providers }: { readonly providers: readonly Provider[] }) {
  const sorted = providers.toSorted((a, b) => Number(b.configured) - Number(a.configured));
  return (
    <Scroll label="Table of providers">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Provider</Table.Th>
            <Table.Th>Keys</Table.Th>
            <Table.Th>Variables of keys</Table.Th>
            <Table.Th>Reached at</Table.Th>
            <Table.Th>Default model</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map(({ id, keys, configured, key_variables, base_url, default_model }) => (
            <Table.Tr key={id}>
              <Table.Td className="mono">{id}</Table.Td>
              <Table.Td>
                <Mark look={configured ? 'good' : 'still'}>
                  {configured && keys === 0 ? 'needs none' : keys}
                </Mark>
              </Table.Td>
              <Table.Td className="mono">{key_variables.join(', ')}</Table.Td>
              <Table.Td className="mono">{base_url ?? 'this process'}</Table.Td>
              <Table.Td className="mono">{default_model}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}
