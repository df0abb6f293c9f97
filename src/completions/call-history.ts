import type { GatewayError } from '../common/errors.js';
import type { ModelRequest } from '../port/canonical.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { CallTarget, CompletionCall } from './completion-call.js';
import type { AttemptReport, FallbackReport, RefusedAddition } from './completion-outcome.js';

/** What a call has been through so far: its attempts, the targets that it left, what was taken out of it. */
export class CallHistory {
  readonly attempts: AttemptReport[] = [];
  readonly fallbacks: FallbackReport[] = [];
  readonly refusedAdditions: RefusedAddition[] = [];
  private readonly askedProviders = new Set<string>();
  private readonly refusedRetries = new WeakSet<GatewayError>();

  constructor(private readonly call: CompletionCall<ModelRequest>) {}

  /** True once for each provider. */
  isFirstRequestTo({ definition: { id } }: LlmProvider): boolean {
    const isFirst = !this.askedProviders.has(id);
    this.askedProviders.add(id);
    return isFirst;
  }

  /** What failed would have been worth another try, and is not tried again: callers should not do it, either. */
  refuseRetry(failed: GatewayError): void {
    this.refusedRetries.add(failed);
  }

  isRetryRefused(failed: GatewayError): boolean {
    return this.refusedRetries.has(failed);
  }

  /** The call goes on with its next target. */
  fellBack({ provider, model }: CallTarget, error: GatewayError): void {
    this.fallbacks.push({ providerId: provider.definition.id, model, error });
  }

  /** The target is asked again without parameters that the gateway had added. */
  addRefused({ provider, model }: CallTarget, parameters: readonly string[]): void {
    const providerId = provider.definition.id;
    this.refusedAdditions.push(...parameters.map((parameter) => ({ providerId, model, parameter })));
  }

  /** Whose turn it is to be asked: each fallback left one target behind. */
  get nextTarget(): CallTarget {
    const { targets } = this.call;
    return targets[this.fallbacks.length] ?? targets[0];
  }

  /** Without an attempt: by whom the call was refused, or who would have been asked. */
  refusedBy(
    error: GatewayError | null,
    { provider, model }: CallTarget,
  ): Pick<FallbackReport, 'providerId' | 'model'> {
    const left = this.fallbacks.find((fallback) => fallback.error === error);
    return left ?? { providerId: provider.definition.id, model };
  }
}
