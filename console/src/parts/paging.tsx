import { Button, Group } from '@mantine/core';

interface PagingProps {
  /** What the page begins behind; '' = it is the first. */
  readonly after: string;
  /** What the next one begins behind; `null` = there is none. */
  readonly next: string | null;
  /** What the first page, and the next, are called: `Newest`, `Older`. */
  readonly names: readonly [first: string, next: string];
  readonly onGo: (after: string) => void;
}

/** On to the next page of a list, and back to the first; nothing where there is one page. */
export function Paging({ after, next, names: [first, further], onGo }: PagingProps) {
  if (after === '' && next === null) return null;
  return (
    <Group mt="sm" gap="sm">
      {after !== '' && (
        <Button size="xs" variant="default" onClick={() => onGo('')}>
          {first}
        </Button>
      )}
      {next !== null && (
        <Button size="xs" variant="default" onClick={() => onGo(next)}>
          {further}
        </Button>
      )}
    </Group>
  );
}
