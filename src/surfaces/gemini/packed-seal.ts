import { isSealedHere } from '../sealed-thoughts.js';

/** What was sealed here, as a signature: Google's SDKs of some languages take it for bytes in base64. */
export function packed(seal: string): string {
  return Buffer.from(seal).toString('base64');
}

/** The same back; `null` = it is a signature of Gemini's, or none. */
export function unpacked(signature: unknown): string | null {
  if (typeof signature !== 'string') return null;
  const text = Buffer.from(signature, 'base64').toString();
  return isSealedHere(text) ? text : null;
}
