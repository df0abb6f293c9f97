import type { TranslationLoss } from '../../port/provider-definition.js';

/**
 * What the API answers 400 to: "metadata.user_id: user_id appears to contain an email address", or a phone number.
 * Source: BerriAI/litellm, tests of its adapter for Anthropic, read 2026-11-30.
 */
const PERSONAL = /[^\s@]@[^\s@]+\.[^\s@]|^\+\d[\d\s().-]{6,}$/;

/** The name of the caller's own user in Anthropic's words; nothing where it is one that the API refuses. */
export function toMetadata(user: unknown): { readonly metadata?: { readonly user_id: string } } {
  return isTaken(user) ? { metadata: { user_id: user } } : {};
}

export function lossOfUser({ user }: { readonly user?: unknown }): TranslationLoss[] {
  if (typeof user !== 'string' || user === '' || isTaken(user)) return [];
  const reason = 'the Messages API takes no e-mail address or telephone number for it';
  return [{ parameter: 'user', action: 'dropped', reason }];
}

function isTaken(user: unknown): user is string {
  return typeof user === 'string' && user !== '' && !PERSONAL.test(user);
}
