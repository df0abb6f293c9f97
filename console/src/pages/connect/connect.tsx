import { PasswordInput, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { useWho } from '../../api/who';
import { CodeBlock } from '../../parts/code-block';
import { ModelField } from '../../parts/model-field';
import { plainName } from '../../parts/names';
import { Page } from '../../parts/page';
import { useStateInAddress } from '../../parts/use-state-in-address';
import { AGENTS } from './agents';
import { FRAMEWORKS } from './frameworks';
import { SDKS } from './sdks';
import styles from './connect.module.css';

const CLIENTS = [...SDKS, ...FRAMEWORKS, ...AGENTS];
/** The simulator answers without anybody's key. */
const SANDBOX = 'sandbox/sim/echo';

/** How programs are set up to ask this gateway: as the guides have it, with its address, a model and a key filled in. */
export function Connect() {
  const [params, set] = useStateInAddress();
  const { data: who } = useWho();
  const [key, setKey] = useState('');
  const isOpen = who?.role === 'open';
  const model = plainName(params.get('model'), SANDBOX);
  const chosen = CLIENTS.find(({ id }) => id === params.get('client')) ?? CLIENTS[0]!;
  const filled = {
    origin: location.origin,
    model,
    key: plainName(key, isOpen ? 'none' : 'your-gateway-key'),
  };
  return (
    <Page title="Connect" lead="Point a program at this gateway. Each block works as it is pasted.">
      <div className={styles.fields}>
        <ModelField value={model} onChange={(value) => set('model', value)} />
        {!isOpen && (
          <PasswordInput
            size="sm"
            label="Your key"
            description="Stays in this page; it is put into the blocks below."
            placeholder="tg_…"
            autoComplete="off"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value.trim())}
          />
        )}
      </div>
      {isOpen && (
        <Text size="sm" c="dimmed" mb="sm">
          This gateway asks for no key: any word does.
        </Text>
      )}
      <Tabs value={chosen.id} onChange={(id) => id && set('client', id)} keepMounted={false}>
        <Tabs.List mb="sm">
          {CLIENTS.map(({ id, name }) => (
            <Tabs.Tab key={id} value={id}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={chosen.id}>
          {chosen.blocks(filled).map(({ title, code }) => (
            <CodeBlock key={title} title={title} label={`${chosen.name}: ${title}`} code={code} />
          ))}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
