import { List } from '@mantine/core';
import { useConfiguration, type Configured } from '../../api/configuration';
import { Page, Section } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { Reached } from './reached';
import { Routes } from './routes';
import { Settings } from './settings';

/** What the gateway was started with: to look at, for it is read once. */
export function Configuration() {
  const configuration = useConfiguration();
  const { data, error } = configuration;
  return (
    <Page
      title="Configuration"
      lead="What the gateway was started with. To change it, change the environment or the file, and start it anew."
    >
      {error ? (
        <Failure error={error} onRetry={() => void configuration.refetch()} />
      ) : data ? (
        <Shown configured={data} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Shown({
  configured: { file, notes, settings, providers, routes },
}: {
  readonly configured: Configured;
}) {
  return (
    <>
      <Section title="File">
        <p>{file === null ? 'There is none: all comes from the environment.' : <code>{file}</code>}</p>
        {notes.length > 0 && (
          <List size="sm">
            {notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        )}
      </Section>
      <Section title="Settings">
        <Settings settings={settings} />
      </Section>
      <Section title="Routes">
        <Routes routes={routes} />
      </Section>
      <Section title="Providers">
        <Reached providers={providers} />
      </Section>
    </>
  );
}
