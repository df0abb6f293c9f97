import type { Destination } from './destination.js';

/** Destinations by every id under which they answer, older spellings included. */
export function destinationsById<D extends Destination>(destinations: readonly D[]): ReadonlyMap<string, D> {
  const entries = destinations.flatMap((destination) =>
    idsOf(destination).map((id) => [id, destination] as const),
  );
  return new Map(entries);
}

function idsOf({ definition }: Destination): string[] {
  return [definition.id, ...(definition.olderIds ?? [])];
}
