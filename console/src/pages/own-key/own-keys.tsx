import { useOwnKeys } from '../../api/own-key';
import { Page, Section } from '../../parts/page';
import { Empty, Failure, Loading } from '../../parts/states';
import { Shown } from './own-key';

const EVERY_MS = 10_000;

/** To a person who logged in without a key: those whose user he is. */
export function OwnKeys() {
  const keys = useOwnKeys(EVERY_MS);
  return (
    <Page title="Your keys" lead="Those that administrators made for you.">
      {keys.error ? (
        <Failure error={keys.error} onRetry={() => void keys.refetch()} />
      ) : !keys.data ? (
        <Loading />
      ) : keys.data.data.length === 0 ? (
        <Empty title="You have no key yet.">Ask an administrator of this gateway for one.</Empty>
      ) : (
        keys.data.data.map((key) => (
          <Section key={key.id} title={`tg_${key.id}…`}>
            <Shown of={key} />
          </Section>
        ))
      )}
    </Page>
  );
}
