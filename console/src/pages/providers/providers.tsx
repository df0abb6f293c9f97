import { Table } from '@mantine/core';
import { useProviders, type Provider } from '../../api/models';
import { Page, Section } from '../../parts/page';
import { Scroll } from '../../parts/scroll';
import { Failure, Loading } from '../../parts/states';
import { Models } from './models';
import { Status } from './status';

const EVERY_MS = 5_000;

/** Who can be asked, how they are, and for which models. */
export function Providers() {
  const providers = useProviders(EVERY_MS);
  return (
    <Page title="Providers" lead="Who answers, and which models they have.">
      <Section title="Providers">
        {providers.error ? (
          <Failure error={providers.error} onRetry={() => void providers.refetch()} />
        ) : providers.data ? (
          <ProvidersTable providers={providers.data} />
        ) : (
          <Loading />
        )}
      </Section>
      <Section title="Models">
        <Models />
      </Section>
    </Page>
  );
}

function ProvidersTable({ providers }: { readonly providers: readonly Provider[] }) {
  return (
    <Scroll label="Providers">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Provider</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th>Default model</Table.Th>
            <Table.Th>Open circuit breakers</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {providers.map((provider) => (
            <Table.Tr key={provider.id}>
              <Table.Td>
                {provider.display_name} <span className="mono">{provider.id}</span>
              </Table.Td>
              <Table.Td>
                <Status provider={provider} />
              </Table.Td>
              <Table.Td className="mono">{provider.default_model}</Table.Td>
              <Table.Td className="mono">{provider.open_breakers.join(', ') || 'none'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}
