import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from '@prometheus-io/client';
import type { OnRefusal } from '../../common/http/client-errors.js';
import { CompletionsService } from '../../completions/completions.service.js';
import { ProviderHealth } from '../../completions/provider-health.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import { SHARED_LIMITS, type LimitSharing } from '../../governance/limits/sharing.js';
import { MoneyTally } from '../../governance/alerts/money-tally.js';
import { KeptAnswersTally } from '../../governance/kept-answers-tally.js';
import { LaterWork } from '../later-work.js';
import type { Traces } from '../traces/traces.js';
import { TRACES } from '../traces/traces.provider.js';
import { CallMetrics } from './call-metrics.js';
import { createHealthGauges } from './health-gauges.js';
import { createInstruments } from './instruments.js';
import { createKeptAnswersMetrics } from './kept-answers-metrics.js';
import { createLimitMetrics } from './limit-metrics.js';
import { MetricLabels } from './metric-labels.js';
import { createTraceMetrics } from './trace-metrics.js';
import { createMoneyMetrics } from './money-metrics.js';
import { RequestCounter, SHED_REASONS, type EndedRequest, type ShedReason } from './request-counter.js';

/**
 * How often the library looks at how busy the event loop is. Each look goes into five trees that it keeps quantiles by.
 * At its own ten looks a second V8 found their code worth compiling, for 10 ms in which a gateway at rest was late.
 */
const UTILIZATION_INTERVAL_MS = 10_000;

/** The metrics of this gateway, in a registry of its own: several gateways can live in one process. */
@Injectable()
export class MetricsService {
  private readonly registry = new Registry();
  private readonly requests: RequestCounter;
  private isWatchingProcess = false;

  constructor(
    destinations: DestinationRegistry,
    completions: CompletionsService,
    health: ProviderHealth,
    private readonly later: LaterWork,
    @Inject(SHARED_LIMITS) sharing: LimitSharing | null,
    @Inject(TRACES) traces: Traces | null,
    tally: MoneyTally,
    keptAnswers: KeptAnswersTally,
  ) {
    const labels = new MetricLabels(destinations);
    const instruments = createInstruments(this.registry);
    createHealthGauges(this.registry, labels, health);
    createLimitMetrics(this.registry, sharing);
    createTraceMetrics(this.registry, traces);
    createMoneyMetrics(this.registry, tally);
    createKeptAnswersMetrics(this.registry, keptAnswers);
    this.requests = new RequestCounter(instruments, labels);
    const calls = new CallMetrics(instruments, labels);
    completions.observe({
      partGap: (...gap) => calls.partGap(...gap),
      ended: (report) => later.add(() => calls.ended(report)),
    });
    for (const reason of SHED_REASONS) instruments.shed.inc({ reason }, 0);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** All metrics in Prometheus' text format. */
  text(): Promise<string> {
    this.later.doNow();
    this.watchProcess();
    return this.registry.metrics();
  }

  /**
   * From now on the process itself is measured: CPU, memory, event loop, garbage collection. For the service's start,
   * and else when first asked for: Node keeps what listens to its collector for as long as the process lives.
   */
  watchProcess(): void {
    if (this.isWatchingProcess) return;
    this.isWatchingProcess = true;
    collectDefaultMetrics({
      register: this.registry,
      eventLoopUtilizationTimeout: UTILIZATION_INTERVAL_MS,
    });
  }

  countRequest(request: EndedRequest): void {
    this.requests.count(request);
  }

  /** What never became a request, because Node's parser or its timeouts refused it. */
  countRefusal({ httpStatus, error }: Parameters<OnRefusal>[0]): void {
    this.requests.countAnswer('none', httpStatus);
    this.requests.countError(error, null);
  }

  /**
   * A call was refused at a bound. Requests that end with `gateway.overloaded` are counted without this: by the log
   * field `shed_reason`, as `load` where there is none, and as `provider` where the call had come to its provider.
   */
  countShed(reason: ShedReason): void {
    this.requests.countShed(reason);
  }
}
