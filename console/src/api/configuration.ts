import { useQuery } from '@tanstack/react-query';
import { get, type Answer } from './client';

export type Configured = Answer<'/admin/configuration'>;

/** What the gateway was started with. */
export function useConfiguration() {
  return useQuery({
    queryKey: ['configuration'],
    queryFn: ({ signal }) => get('/admin/configuration', { signal }),
  });
}

/** Ids of the routes, as far as they are known. */
export function useRoutes(): readonly string[] {
  return (useConfiguration().data?.routes ?? []).map(({ id }) => id);
}
