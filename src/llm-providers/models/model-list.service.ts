import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { GatewayError, toGatewayError } from '../../common/errors.js';
import { signalWithDeadline } from '../../common/deadline.js';
import type { ListedModel, LlmProvider } from '../port/llm-provider.js';

/** Where a list comes from: the provider said so, or it is what the gateway was shipped with. */
export interface ModelList {
  readonly source: 'provider' | 'bundled';
  readonly models: readonly ListedModel[];
  /** Why the provider's own list is not here; `null` = it is, or there is none. */
  readonly error: GatewayError | null;
}

interface CachedList {
  readonly validUntilMs: number;
  readonly list: Promise<ModelList>;
}

/** A provider's list is asked for again after this long; a failure, sooner. */
const LIFETIME_MS = 10 * 60_000;
const LIFETIME_OF_FAILURE_MS = 30_000;
const TIMEOUT_MS = 10_000;

/** The models of each provider, one list a provider. Callers who come while it is asked for share one request. */
@Injectable()
export class ModelListService {
  private readonly lists = new Map<string, CachedList>();

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Never throws: what a provider does not tell is answered from bundled data. */
  async listOf(provider: LlmProvider, requestId: string): Promise<ModelList> {
    const { id } = provider.definition;
    const cached = this.lists.get(id);
    if (cached && this.clock.monotonicMs() < cached.validUntilMs) return cached.list;
    const list = this.fetchList(provider, requestId);
    this.keep(id, list, LIFETIME_MS);
    const { error } = await list;
    if (error) this.keep(id, list, LIFETIME_OF_FAILURE_MS);
    return list;
  }

  private keep(id: string, list: Promise<ModelList>, lifetimeMs: number): void {
    this.lists.set(id, { list, validUntilMs: this.clock.monotonicMs() + lifetimeMs });
  }

  private async fetchList(provider: LlmProvider, requestId: string): Promise<ModelList> {
    const bundled = { source: 'bundled', models: [], error: null } as const;
    const apiKey = provider.settings.apiKeys[0] ?? null;
    const hasKey = provider.definition.apiKeyVariable === null || apiKey !== null;
    if (!provider.listModels || !hasKey) return bundled;
    const { signal, release } = this.deadline();
    try {
      const models = await provider.listModels({ signal, requestId, apiKey });
      return { source: 'provider', models, error: null };
    } catch (error) {
      return { ...bundled, error: toGatewayError(signal.aborted ? signal.reason : error) };
    } finally {
      release();
    }
  }

  private deadline() {
    const late = () => new GatewayError('provider.timed_out', `No list of models within ${TIMEOUT_MS} ms.`);
    return signalWithDeadline(new AbortController().signal, TIMEOUT_MS, this.clock, late);
  }
}
