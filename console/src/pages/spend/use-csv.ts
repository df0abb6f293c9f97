import { useMutation } from '@tanstack/react-query';
import type { UsageRest } from '../../api/calls';
import { getFile } from '../../api/client';
import { seesAll, useWho } from '../../api/who';

/**
 * Saves the sums of days by some names as a file. Its data are what is not in it, since it is too much: a link would say
 * nothing of that, nor why there is no file.
 */
export function useCsv(from: string, names: readonly string[]) {
  const { data: who } = useWho();
  return useMutation({
    mutationFn: async (): Promise<UsageRest | null> => {
      const query = { from, group_by: ['day', ...names].join(','), format: 'csv' };
      const answer = await getFile(seesAll(who) ? '/admin/usage' : '/usage', { query });
      save(await answer.blob(), `spend-${from}.csv`);
      const rest = answer.headers.get('x-rest');
      return rest === null ? null : (JSON.parse(rest) as UsageRest);
    },
  });
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
