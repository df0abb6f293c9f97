import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';

/** The query of the address as it stands there; wouter's own hook decodes it once more, and `%2526` becomes `&`. */
export function useQueryOfAddress(): string {
  return useSearch().replace(/^\?/, '');
}

/** A page's state in its address; an empty value is left out of it. */
export function useStateInAddress(): readonly [URLSearchParams, (name: string, value: string) => void] {
  const query = useQueryOfAddress();
  const [path, navigate] = useLocation();
  const params = useMemo(() => new URLSearchParams(query), [query]);
  const set = (name: string, value: string) => {
    // as it stands by now: several may be set one after another
    const next = new URLSearchParams(location.search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    const text = next.toString();
    navigate(text === '' ? path : `${path}?${text}`, { replace: true });
  };
  return [params, set];
}
