import { Button, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { get, type Answer } from '../../api/client';
import { dateTime } from '../../parts/format';
import { Name } from '../../parts/name';
import { Page } from '../../parts/page';
import { Scroll } from '../../parts/scroll';
import { Empty, Failure, Loading } from '../../parts/states';
import { Check } from './check';
import { Changes } from './changes';

type Entry = Answer<'/admin/audit'>['data'][number];

const PAGE = 50;

/** Who changed what, and when; nothing is ever taken out of it. */
export function Audit() {
  const audit = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ signal, pageParam }) =>
      get('/admin/audit', { query: { limit: PAGE, after: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  const entries = audit.data?.pages.flatMap(({ data }) => data);
  return (
    <Page
      title="Audit"
      lead="Acts of administrators, the newest first. Each entry holds a hash of the one before it."
    >
      {audit.error ? (
        <Failure error={audit.error} onRetry={() => void audit.refetch()} />
      ) : !entries ? (
        <Loading />
      ) : entries.length === 0 ? (
        <Empty title="Nothing was changed yet." />
      ) : (
        <>
          <Check />
          <Entries entries={entries} />
          {audit.hasNextPage && (
            <Button
              mt="sm"
              size="xs"
              variant="default"
              loading={audit.isFetchingNextPage}
              onClick={() => void audit.fetchNextPage()}
            >
              Older ones
            </Button>
          )}
        </>
      )}
    </Page>
  );
}

function Entries({ entries }: { readonly entries: readonly Entry[] }) {
  return (
    <Scroll label="Table of acts">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Time</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>From</Table.Th>
            <Table.Th>Act</Table.Th>
            <Table.Th>On</Table.Th>
            <Table.Th>What changed</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.id}>
              <Table.Td className="tabular">{dateTime(entry.at)}</Table.Td>
              <Table.Td>
                <Name of={entry.actor} />
              </Table.Td>
              <Table.Td className="mono">{entry.address}</Table.Td>
              <Table.Td className="mono">{entry.action}</Table.Td>
              <Table.Td className="mono">
                <Name of={entry.target} />
              </Table.Td>
              <Table.Td>
                <Changes before={entry.before} after={entry.after} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}
