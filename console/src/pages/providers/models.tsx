import { Anchor, Button, NativeSelect, Table, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useModels, type Model } from '../../api/models';
import { count, roundCount, usd } from '../../parts/format';
import { Mark } from '../../parts/mark';
import { Scroll } from '../../parts/scroll';
import { Empty, Failure, Loading } from '../../parts/states';
import { useStateInAddress } from '../../parts/use-state-in-address';
import { endOf } from './health';
import styles from './models.module.css';

const STEP = 100;

/** What can be asked for, by part of a name and by who answers. */
export function Models() {
  const models = useModels();
  const [params, set] = useStateInAddress();
  const [most, setMost] = useState(STEP);
  if (models.error) return <Failure error={models.error} onRetry={() => void models.refetch()} />;
  if (!models.data) return <Loading />;
  const owners = [...new Set(models.data.map(({ owned_by }) => owned_by))].toSorted();
  const [name, owner] = [params.get('name') ?? '', params.get('owner') ?? ''];
  const found = models.data.filter(
    ({ id, owned_by }) =>
      id.toLowerCase().includes(name.toLowerCase()) && (owner === '' || owned_by === owner),
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
        <NativeSelect
          label="Of"
          data={[{ value: '', label: 'All' }, ...owners]}
          value={owner}
          onChange={(event) => set('owner', event.currentTarget.value)}
        />
      </div>
      {found.length === 0 ? (
        <Empty title="No model matches." />
      ) : (
        <ModelsTable models={found.slice(0, most)} />
      )}
      <p className={styles.foot}>
        {count(Math.min(most, found.length))} of {count(found.length)} models. Prices are US dollars a million
        tokens.
      </p>
      {found.length > most && (
        <Button size="xs" variant="default" onClick={() => setMost(most + STEP)}>
          Show more
        </Button>
      )}
    </>
  );
}

function ModelsTable({ models }: { readonly models: readonly Model[] }) {
  return (
    <Scroll label="Models">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Model</Table.Th>
            <Table.Th className="right">Window</Table.Th>
            <Table.Th className="right">Writes</Table.Th>
            <Table.Th className="right">Input</Table.Th>
            <Table.Th className="right">Cached</Table.Th>
            <Table.Th className="right">Output</Table.Th>
            <Table.Th>Ends</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {models.map((model) => (
            <Table.Tr key={model.id}>
              <Table.Td className="mono">
                <Anchor
                  component={Link}
                  underline="always"
                  href={`/playground?model=${encodeURIComponent(model.id)}`}
                  inherit
                >
                  {model.id}
                </Anchor>
                {model.alias_of && <span className={styles.alias}> → {model.alias_of}</span>}
              </Table.Td>
              <Table.Td className="tabular right">{roundCount(model.context_length)}</Table.Td>
              <Table.Td className="tabular right">{roundCount(model.max_output_tokens)}</Table.Td>
              <Table.Td className="tabular right">{usd(model.pricing?.input_usd_per_million)}</Table.Td>
              <Table.Td className="tabular right">
                {usd(model.pricing?.cached_input_usd_per_million)}
              </Table.Td>
              <Table.Td className="tabular right">{usd(model.pricing?.output_usd_per_million)}</Table.Td>
              <Table.Td>
                <Ends model={model} />
                {model.replacement && <span className={styles.alias}> → {model.replacement}</span>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}

/** When the model is shut down, told apart by whether that was, or is soon. */
function Ends({ model }: { readonly model: Model }) {
  const { shutdown_date, replacement } = model;
  const end = endOf(model, Date.now());
  if (end === null) return replacement ? 'no date yet' : null;
  if (end === 'over') return <Mark look="bad">{`ended ${shutdown_date}`}</Mark>;
  return end === 'soon' ? <Mark look="warn">{shutdown_date}</Mark> : shutdown_date;
}
