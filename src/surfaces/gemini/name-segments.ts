/** A model's name as the router takes it out of an address. */
export type NameSegments = string | readonly string[];

/** The name. Slashes of it part the segments, or stand in one, escaped. */
export function nameIn(segments: NameSegments): string {
  return typeof segments === 'string' ? segments : segments.join('/');
}
