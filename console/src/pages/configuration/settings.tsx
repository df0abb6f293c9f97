import { Switch, Table, TextInput } from '@mantine/core';
import { Scroll } from '../../parts/scroll';
import { Empty } from '../../parts/states';
import { useStateInAddress } from '../../parts/use-state-in-address';
import type { Configured } from '../../api/configuration';
import styles from './settings.module.css';

type Setting = Configured['settings'][number];

/** Those that somebody set, or all; by part of a name. */
export function Settings({ settings }: { readonly settings: readonly Setting[] }) {
  const [params, set] = useStateInAddress();
  const name = params.get('name') ?? '';
  const isAll = params.get('all') === 'on';
  const shown = settings.filter(
    (setting) =>
      (isAll || setting.source !== 'default') && setting.name.toLowerCase().includes(name.toLowerCase()),
  );
  return (
    <>
      <div className={styles.filters}>
        <TextInput
          label="Name"
          placeholder="Part of a name"
          value={name}
          onChange={(event) => set('name', event.currentTarget.value)}
        />
        <Switch
          label="Those that nobody set, too"
          checked={isAll}
          onChange={(event) => set('all', event.currentTarget.checked ? 'on' : '')}
        />
      </div>
      {shown.length === 0 ? (
        <Empty title="No setting matches." />
      ) : (
        <Scroll label="Table of settings">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Setting</Table.Th>
                <Table.Th>Value</Table.Th>
                <Table.Th>From</Table.Th>
                <Table.Th>What it is</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((setting) => (
                <Table.Tr key={setting.name}>
                  <Table.Td className="mono">{setting.name}</Table.Td>
                  <Table.Td className="mono">{valueOf(setting)}</Table.Td>
                  <Table.Td>{setting.source}</Table.Td>
                  <Table.Td className={styles.words}>{setting.description.replaceAll('`', '')}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      )}
    </>
  );
}

function valueOf({ secret, source, value }: Setting): string {
  if (secret) return source === 'default' ? '' : '(set, not shown)';
  return value ?? '';
}
