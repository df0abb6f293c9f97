import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { GatewayError, toGatewayError } from '../../common/errors.js';
import { DeadlineSignal } from '../../common/deadline.js';
import { SharedWork } from '../../common/shared-work.js';
import { ProviderHealth } from '../../completions/provider-health.js';
import type { ReportedEnd, ReportedEnds } from '../../completions/reported-ends.js';
import type { ListedModel, LlmProvider } from '../../port/llm-provider.js';
import { askForList, canBeAsked } from './ask-for-list.js';
import { endsInList, type EndsByModel } from './ends-in-list.js';
import { patienceOf, type ListCaller } from './list-caller.js';

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
  /** On the monotonic clock. */
  readonly askedMs: number;
  readonly work: SharedWork<ModelList>;
}

/** A provider's list is asked for again so long after the last time; where that failed, sooner. */
const LIFETIME_MS = 10 * 60_000;
const LIFETIME_OF_FAILURE_MS = 30_000;
const TIMEOUT_MS = 10_000;

const NO_ENDS: EndsByModel = new Map();

/**
 * The models of each provider, one list a provider. Callers who come while it is asked for share one request, which
 * ends with the last of them who waits; the next caller then asks anew. What a list said of ends stays until the next
 * good one, for the answers of these models.
 */
@Injectable()
export class ModelListService implements ReportedEnds, OnModuleDestroy {
  listsRead = 0;
  private readonly lists = new Map<string, CachedList>();
  private readonly ends = new Map<string, EndsByModel>();
  private readonly outputs = new Map<string, ReadonlyMap<string, number>>();
  private readonly stopping = new AbortController();

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly health: ProviderHealth,
  ) {}

  /**
   * Never throws: what a provider does not tell is answered from bundled data. So is a caller who cannot wait for it:
   * `error` is then `request.deadline_exceeded`, or the reason of the caller's signal (`client.gone`).
   */
  async listOf(provider: LlmProvider, caller: ListCaller): Promise<ModelList> {
    const patience = patienceOf(caller, this.clock);
    const { signal } = patience;
    try {
      return await this.requestFor(provider, caller.requestId, signal).waitFor(signal);
    } catch (error) {
      return this.bundled(toGatewayError(error));
    } finally {
      patience.release();
    }
  }

  endOf(providerId: string, model: string): ReportedEnd | null {
    return this.ends.get(providerId)?.get(model) ?? null;
  }

  /** How much a model writes at most, as its provider's last good list says; `null` = it does not, or none was read. */
  maxOutputTokens(providerId: string, model: string): number | null {
    return this.outputs.get(providerId)?.get(model) ?? null;
  }

  onModuleDestroy(): void {
    this.stopping.abort(new GatewayError('gateway.draining', 'The gateway is shutting down.'));
  }

  /** @throws the reason of `signal` where the provider would have to be asked for a caller who has left. */
  private requestFor(provider: LlmProvider, requestId: string, signal: AbortSignal): SharedWork<ModelList> {
    const { id } = provider.definition;
    const cached = this.lists.get(id);
    if (cached && this.isFresh(cached)) return cached.work;
    signal.throwIfAborted();
    const work = new SharedWork((abandoned) => this.fetchList(provider, requestId, abandoned));
    this.lists.set(id, { work, askedMs: this.clock.monotonicMs() });
    return work;
  }

  private isFresh({ work, askedMs }: CachedList): boolean {
    const lifetimeMs = work.outcome?.error ? LIFETIME_OF_FAILURE_MS : LIFETIME_MS;
    return !work.isAbandoned && this.clock.monotonicMs() - askedMs < lifetimeMs;
  }

  private async fetchList(
    provider: LlmProvider,
    requestId: string,
    abandoned: AbortSignal,
  ): Promise<ModelList> {
    const bundled = this.bundled(null);
    if (!canBeAsked(provider)) return bundled;
    const deadline = this.deadline(abandoned);
    const { signal } = deadline;
    try {
      const models = await askForList(provider, this.health, { signal, requestId });
      signal.throwIfAborted();
      this.noteEnds(provider, models);
      this.outputs.set(provider.definition.id, outputsIn(models));
      return { ...bundled, source: 'provider', models };
    } catch (error) {
      return { ...bundled, error: toGatewayError(signal.aborted ? signal.reason : error) };
    } finally {
      deadline.release();
    }
  }

  private bundled(error: GatewayError | null): ModelList {
    return { source: 'bundled', models: [], error, atMs: this.clock.nowMs(), reported: this };
  }

  private noteEnds({ definition: { id } }: LlmProvider, models: readonly ListedModel[]): void {
    this.listsRead += 1;
    this.ends.set(id, endsInList(models, this.ends.get(id) ?? NO_ENDS, this.clock.nowMs()));
  }

  private deadline(abandoned: AbortSignal): DeadlineSignal {
    const late = () => new GatewayError('provider.timed_out', `No list of models within ${TIMEOUT_MS} ms.`);
    const deadline = new DeadlineSignal(AbortSignal.any([this.stopping.signal, abandoned]), this.clock);
    deadline.within(TIMEOUT_MS, late);
    return deadline;
  }
}

function outputsIn(models: readonly ListedModel[]): ReadonlyMap<string, number> {
  return new Map(
    models.flatMap(({ id, maxOutputTokens }) => (maxOutputTokens ? [[id, maxOutputTokens] as const] : [])),
  );
}
