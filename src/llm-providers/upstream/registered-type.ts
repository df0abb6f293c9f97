/**
 * A media type by its registered name. Many programs make up `image/jpg` from the ending of a file's name: OpenAI takes
 * it, Anthropic does not ("media_type: Input should be 'image/jpeg', …"; read in other gateways' sources, 2026-11-30).
 */
export function registeredType(type: string): string {
  const name = type.toLowerCase();
  return name === 'image/jpg' ? 'image/jpeg' : name;
}
