import { useQuery } from '@tanstack/react-query';
import { get, type Answer } from './client';

export type Provider = Answer<'/agents/llm-providers'>['providers'][number];
export type Model = Answer<'/v1/models'>['data'][number];

export function useProviders(everyMs: number | false = false) {
  return useQuery({
    queryKey: ['providers'],
    queryFn: async ({ signal }) => (await get('/agents/llm-providers', { signal })).providers,
    refetchInterval: everyMs,
  });
}

/** Of all providers that can be asked, and the routes. */
export function useModels() {
  return useQuery({
    queryKey: ['models'],
    queryFn: async ({ signal }) => (await get('/v1/models', { signal })).data,
    staleTime: 60_000,
  });
}
