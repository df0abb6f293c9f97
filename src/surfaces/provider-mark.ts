import { createHash } from 'node:crypto';

/** Stands for a provider in what callers keep unread: eight digits of base 16, the same in every process. */
export function providerMarkOf(provider: string): string {
  return createHash('sha256').update(`provider ${provider}`).digest('hex').slice(0, 8);
}
