import type { TranslationLoss } from '../../port/provider-definition.js';

/**
 * What the API answers 400 to: "metadata.user_id: user_id appears to contain an email address", or a phone number.
 * Source: BerriAI/litellm, tests of its adapter for Anthropic, read 2026-11-30.
 */
const PERSONAL = /[^\s@]@[^\s@]+\.[^\s@]|^\+\d[\d\s().-]{6,}$/;
/** Source: Anthropic's OpenAPI document, `Metadata.user_id`, as wavetermdev/waveterm has it, read 2026-12-01. */
const MAX_CHARACTERS = 256;

/** The name of the caller's own user in Anthropic's words; nothing where it is one that the API refuses. */
export function toMetadata(user: unknown): { readonly metadata?: { readonly user_id: string } } {
  return isTaken(user) ? { metadata: { user_id: user } } : {};
}

export function lossOfUser({ user }: { readonly user?: unknown }): TranslationLoss[] {
  if (typeof user !== 'string' || user === '' || isTaken(user)) return [];
  const reason = isTooLong(user)
    ? `the Messages API takes ${MAX_CHARACTERS} characters for it`
    : 'the Messages API takes no e-mail address or telephone number for it';
  return [{ parameter: 'user', action: 'dropped', reason }];
}

function isTaken(user: unknown): user is string {
  return typeof user === 'string' && user !== '' && !isTooLong(user) && !PERSONAL.test(user);
}

/** Characters, not UTF-16 units. */
function isTooLong(user: string): boolean {
  return user.length > MAX_CHARACTERS && Array.from(user).length > MAX_CHARACTERS;
}
