import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { GatewayError, toGatewayError } from '../../common/errors.js';
import { signalWithDeadline } from '../../common/deadline.js';
import type { ReportedEnd, ReportedEnds } from '../../completions/reported-ends.js';
import type { ListedModel, LlmProvider } from '../port/llm-provider.js';
import { endsInList, type EndsByModel } from './ends-in-list.js';

/** Where a list comes from: the provider said so, or it is what the gateway was shipped with. */
export interface ModelList {
  readonly source: 'provider' | 'bundled';
  readonly models: readonly ListedModel[];
  /** Why the provider's own list is not here; `null` = it is, or there is none. */
  readonly error: GatewayError | null;
  /** When it was put together, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** What the provider's last good list says of ends, be it this one or one before it. */
  readonly reported: ReportedEnds;
}

interface CachedList {
  readonly validUntilMs: number;
  readonly list: Promise<ModelList>;
}

/** A provider's list is asked for again after this long; a failure, sooner. */
const LIFETIME_MS = 10 * 60_000;
const LIFETIME_OF_FAILURE_MS = 30_000;
const TIMEOUT_MS = 10_000;

const NO_ENDS: EndsByModel = new Map();

/**
 * The models of each provider, one list a provider. Callers who come while it is asked for share one request. What a
 * list said of ends stays until the next good one, for the answers of these models.
 */
@Injectable()
export class ModelListService implements ReportedEnds, OnModuleDestroy {
  private readonly lists = new Map<string, CachedList>();
  private readonly ends = new Map<string, EndsByModel>();
  private readonly stopping = new AbortController();

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

  endOf(providerId: string, model: string): ReportedEnd | null {
    return this.ends.get(providerId)?.get(model) ?? null;
  }

  onModuleDestroy(): void {
    this.stopping.abort(new GatewayError('gateway.draining', 'The gateway is shutting down.'));
  }

  private keep(id: string, list: Promise<ModelList>, lifetimeMs: number): void {
    this.lists.set(id, { list, validUntilMs: this.clock.monotonicMs() + lifetimeMs });
  }

  private async fetchList(provider: LlmProvider, requestId: string): Promise<ModelList> {
    const atMs = this.clock.nowMs();
    const bundled = { source: 'bundled', models: [], error: null, atMs, reported: this } as const;
    const apiKey = provider.settings.apiKeys[0] ?? null;
    const hasKey = provider.definition.apiKeyVariable === null || apiKey !== null;
    if (!provider.listModels || !hasKey) return bundled;
    const { signal, release } = this.deadline();
    try {
      const models = await provider.listModels({ signal, requestId, apiKey });
      this.noteEnds(provider, models);
      return { ...bundled, source: 'provider', models };
    } catch (error) {
      return { ...bundled, error: toGatewayError(signal.aborted ? signal.reason : error) };
    } finally {
      release();
    }
  }

  private noteEnds({ definition: { id } }: LlmProvider, models: readonly ListedModel[]): void {
    this.ends.set(id, endsInList(models, this.ends.get(id) ?? NO_ENDS, this.clock.nowMs()));
  }

  private deadline() {
    const late = () => new GatewayError('provider.timed_out', `No list of models within ${TIMEOUT_MS} ms.`);
    return signalWithDeadline(this.stopping.signal, TIMEOUT_MS, this.clock, late);
  }
}
