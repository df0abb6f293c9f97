import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { LlmProvider } from '../../../../port/llm-provider.js';
import type { ApiKey } from '../../../../port/provider-definition.js';

/** Bytes of a signature; 128 bits. */
const SIGNATURE_BYTES = 16;

/** Under what a provider with no key signs, where the operator set no secret: it holds as long as this process. */
const OF_THIS_PROCESS = randomBytes(32).toString('base64');

/** An account at a provider, and the gateway key that it was used under. */
export interface Owner {
  readonly provider: LlmProvider;
  /** `null` = the provider needs none. */
  readonly apiKey: ApiKey | null;
  /** `null` = callers are not told apart. */
  readonly callerId: string | null;
}

export function isSameAccount(one: Owner, other: Owner): boolean {
  return one.provider === other.provider && one.apiKey?.value === other.apiKey?.value;
}

/**
 * Signs what belongs to an account at a provider and to one caller. The secret is the operator's
 * (`RESPONSE_ID_SECRET`), else the account's own key: every process has that, and no caller does.
 */
export class Ownership {
  constructor(private readonly secret: string | null) {}

  /** Letters, digits, `-` and `_`, always as many. */
  sign(owner: Owner, text: string): string {
    return this.digest(owner, text, OF_THIS_PROCESS);
  }

  /**
   * The account alone, for what is trusted without it and need only be known again: the same for every caller, and in
   * every process, also without any key.
   */
  mark({ provider, apiKey }: Owner, text: string): string {
    return this.digest({ provider, apiKey, callerId: null }, text, '');
  }

  private digest({ provider, apiKey, callerId }: Owner, text: string, otherwise: string): string {
    const key = this.secret ?? apiKey?.value ?? otherwise;
    const signed = ['tollgate', provider.definition.id, apiKey?.value ?? null, callerId, text];
    const digest = createHmac('sha256', key).update(JSON.stringify(signed)).digest();
    return digest.subarray(0, SIGNATURE_BYTES).toString('base64url');
  }

  /** The account at a provider whose signature it is; `null` = none that is configured, or another caller's. */
  ownerOf(provider: LlmProvider, callerId: string | null, signature: string, text: string): Owner | null {
    const { apiKeys } = provider.settings;
    const owners = (apiKeys.length > 0 ? apiKeys : [null]).map((apiKey) => ({ provider, apiKey, callerId }));
    return owners.find((owner) => isSame(this.sign(owner, text), signature)) ?? null;
  }
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
