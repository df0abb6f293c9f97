import { useMutation, useQueryClient } from '@tanstack/react-query';
import { get, type Answer } from './client';

/** What was asked and answered in a call. */
export type Capture = Answer<'/admin/calls/{id}/capture'>;

/** Shown when it is asked for, once: each look is in the audit, so that none is taken by itself. */
export function useLook(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => get('/admin/calls/{id}/capture', { path: { id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['audit'] }),
  });
}
