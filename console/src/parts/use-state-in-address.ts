import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';

/** The query of the address as it stands there; wouter's own hook decodes it once more, and `%2526` becomes `&`. */
export function useQueryOfAddress(): string {
  return useSearch().replace(/^\?/, '');
}

type Change = (name: string, value: string) => void;

/**
 * A page's state in its address; an empty value is left out of it. The first change stays where the person is, the
 * second goes on to another place, from which Back comes here again.
 */
export function useStateInAddress(): readonly [URLSearchParams, Change, Change] {
  const query = useQueryOfAddress();
  const [path, navigate] = useLocation();
  const params = useMemo(() => new URLSearchParams(query), [query]);
  const change = (name: string, value: string, replace: boolean) => {
    // as it stands by now: several may be set one after another
    const next = new URLSearchParams(location.search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    const text = next.toString();
    navigate(text === '' ? path : `${path}?${text}`, { replace });
  };
  return [params, (name, value) => change(name, value, true), (name, value) => change(name, value, false)];
}
