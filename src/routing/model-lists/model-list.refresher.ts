import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import { DestinationRegistry } from '../destination.registry.js';
import { ModelListService } from './model-list.service.js';

const HOUR_MS = 3_600_000;

/**
 * Where MODEL_LIST_REFRESH_HOURS says so, reads the lists of all providers that could be asked, at the start and then
 * so often, so that ends which only the lists tell are known before a caller asks for a list.
 */
@Injectable()
export class ModelListRefresher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ModelListRefresher.name);
  private cancelTimer: () => void = () => undefined;
  private hasStopped = false;
  /** Settles when the lists were read that are read at the start, well or not; never rejects. */
  firstRefresh: Promise<void> = Promise.resolve();

  constructor(
    private readonly registry: DestinationRegistry,
    private readonly lists: ModelListService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LLM_PROVIDERS_SETTINGS)
    private readonly settings: Pick<LlmProvidersSettings, 'MODEL_LIST_REFRESH_HOURS'>,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.MODEL_LIST_REFRESH_HOURS > 0) this.firstRefresh = this.refresh();
  }

  onModuleDestroy(): void {
    this.hasStopped = true;
    this.cancelTimer();
  }

  private async refresh(): Promise<void> {
    const configured = this.registry.providers.filter(({ isConfigured }) => isConfigured);
    await Promise.all(configured.map(({ provider }) => this.read(provider)));
    if (this.hasStopped) return;
    const delayMs = this.settings.MODEL_LIST_REFRESH_HOURS * HOUR_MS;
    this.cancelTimer = this.clock.setTimer(delayMs, () => void this.refresh());
  }

  /**
   * A list that could not be read is no loss: answers go on, by what was known before. It is read to its end,
   * though callers who wait for it leave.
   */
  private async read(provider: LlmProvider): Promise<void> {
    const { error } = await this.lists.listOf(provider, { requestId: randomUUID() });
    if (error) this.logger.debug(`No list of models from ${provider.definition.id}: ${error.code}`);
  }
}
