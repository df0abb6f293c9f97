/** A name as a provider wrote it. Azure begins a stream with an empty one, and some servers write none at all. */
export function nameOr(told: unknown, other: string): string {
  return typeof told === 'string' && told !== '' ? told : other;
}
