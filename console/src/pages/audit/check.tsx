import { Alert, Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { get } from '../../api/client';
import { count } from '../../parts/format';
import { Failure } from '../../parts/states';

/** Has the gateway look whether the entries are those that were written. */
export function Check() {
  const check = useMutation({ mutationFn: () => get('/admin/audit/check') });
  const { data, error } = check;
  return (
    <div>
      <Button size="xs" variant="default" mb="sm" loading={check.isPending} onClick={() => check.mutate()}>
        Check all entries
      </Button>
      {error && <Failure error={error} />}
      {data && data.broken_at === null && (
        <Alert color="green" variant="outline" role="status" mb="sm">
          No entry was changed: {count(data.entries)} entries, each with the hash of the one before it. The
          last hash is <span className="mono">{data.head ?? 'none'}</span>: noted elsewhere, it shows later
          that none was cut off.
        </Alert>
      )}
      {data && data.broken_at !== null && (
        <Alert color="red" variant="outline" role="alert" mb="sm" title="The audit was changed">
          Entry {data.broken_at} is not as it was written, or follows a gap.
        </Alert>
      )}
    </div>
  );
}
