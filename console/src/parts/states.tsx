import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../api/api-error';

/** While what is shown is on its way. */
export function Loading({ lines = 4 }: { readonly lines?: number }) {
  return (
    <Stack gap="xs" aria-busy="true" aria-label="Loading" role="status">
      {Array.from({ length: lines }, (_, at) => (
        <Skeleton key={at} height={18} animate={false} />
      ))}
    </Stack>
  );
}

/** Nothing to show, and what would change that. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <Stack gap={4} py="xl" align="center" ta="center">
      <Text fw={600}>{title}</Text>
      {children && (
        <Text size="sm" c="dimmed" maw={520} component="div">
          {children}
        </Text>
      )}
    </Stack>
  );
}

interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What went wrong, in the gateway's own words, and by which id its log knows it. */
export function Failure({ error, onRetry }: FailureProps) {
  const known = error instanceof ApiError ? error : null;
  return (
    <Alert color="red" variant="outline" title={titleOf(known)} role="alert">
      <Text size="sm">{error instanceof Error ? error.message : 'Something went wrong.'}</Text>
      {known?.requestId && (
        <Text size="xs" c="dimmed" mt={4}>
          Request <span className="mono">{known.requestId}</span>
        </Text>
      )}
      {onRetry && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

function titleOf(error: ApiError | null): string {
  if (error === null) return 'Not shown';
  return error.status === 0 ? 'No answer' : `${error.status}${error.code ? ` · ${error.code}` : ''}`;
}
