import { knownSecrets, looksLike } from '../../common/redaction/known-secrets.js';
import { linearPattern } from '../../common/redaction/linear-patterns.js';
import { Redactor } from '../../common/redaction/redactor.js';
import type { CaptureConfig } from '../../config/capture-config.js';
import { KEYS_IN_TEXT } from '../identity/key-format.js';

/** Masks what the gateway holds, virtual keys, and what the operator's patterns match. */
export function captureRedactor(
  { redact }: Pick<CaptureConfig, 'redact'>,
  secrets: readonly string[],
): Redactor {
  return new Redactor([knownSecrets(secrets), looksLike(KEYS_IN_TEXT), ...redact.map(linearPattern)]);
}
