import { Table } from '@mantine/core';
import { useProviders, type Provider } from '../../api/models';
import { Page, Section } from '../../parts/page';
import { Scroll } from '../../parts/scroll';
import { Failure, Loading } from '../../parts/states';
import { Models } from './models';
import { Status, Targets } from './status';

const EVERY_MS = 5_000;

const isRoute = ({ targets }: Provider) => targets.length > 0;

/** Who can be asked, how they are, and for which models. */
export function Providers() {
  const providers = useProviders(EVERY_MS);
  const routes = (providers.data ?? []).filter(isRoute);
  return (
    <Page title="Providers" lead="Who answers, and which models they have.">
      <Section title="Providers">
        {providers.error ? (
          <Failure error={providers.error} onRetry={() => void providers.refetch()} />
        ) : providers.data ? (
          <ProvidersTable providers={providers.data.filter((each) => !isRoute(each))} />
        ) : (
          <Loading />
        )}
      </Section>
      {routes.length > 0 && (
        <Section title="Routes">
          <RoutesTable routes={routes} />
        </Section>
      )}
      <Section title="Models">
        <Models />
      </Section>
    </Page>
  );
}

function RoutesTable({ routes }: { readonly routes: readonly Provider[] }) {
  return (
    <Scroll label="Routes">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Route</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th>Asks</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {routes.map((route) => (
            <Table.Tr key={route.id}>
              <Table.Td>
                {route.display_name} <span className="mono">{route.id}</span>
              </Table.Td>
              <Table.Td>
                <Status of={route.status} />
              </Table.Td>
              <Table.Td>
                <Targets targets={route.target_states} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
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
            <Table.Th>Keys in cooldown</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {providers.map((provider) => (
            <Table.Tr key={provider.id}>
              <Table.Td>
                {provider.display_name} <span className="mono">{provider.id}</span>
              </Table.Td>
              <Table.Td>
                <Status of={provider.status} />
              </Table.Td>
              <Table.Td className="mono">{provider.default_model}</Table.Td>
              <Table.Td className="mono">{provider.open_breakers.join(', ') || 'none'}</Table.Td>
              <Table.Td className="tabular">{provider.keys_in_cooldown || 'none'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}
