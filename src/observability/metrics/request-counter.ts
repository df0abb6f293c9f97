import type { LogFields } from '../../common/http/log-fields.js';
import type { GatewayError } from '../../common/errors.js';
import type { ShedReason as GatewayShedReason } from '../../policies/admission/overloaded.js';
import type { Instruments } from './instruments.js';
import type { MetricLabels } from './metric-labels.js';

/** The gateway as a whole was full, or its share for one provider. */
export type ShedReason = GatewayShedReason | 'provider';

/** Each is counted from 0, so that the first refusal shows as an increase. */
export const SHED_REASONS: readonly ShedReason[] = ['calls', 'share', 'bytes', 'load', 'provider'];

/** A request that is over. */
export interface EndedRequest {
  /** The route's pattern, never the address. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly fields: LogFields;
}

/** The labels of a route, made once: routes are few. */
class RouteLabels {
  readonly ofTimes: { readonly route: string };
  private readonly byStatus = new Map<number, { readonly route: string; readonly status: number }>();

  constructor(private readonly route: string) {
    this.ofTimes = { route };
  }

  ofStatus(status: number): { readonly route: string; readonly status: number } {
    const known = this.byStatus.get(status);
    if (known) return known;
    const labels = { route: this.route, status };
    this.byStatus.set(status, labels);
    return labels;
  }
}

/** Counts requests, and the failures that no call reported. */
export class RequestCounter {
  private readonly byRoute = new Map<string, RouteLabels>();

  constructor(
    private readonly instruments: Instruments,
    private readonly labels: MetricLabels,
  ) {}

  count({ route, status, durationMs, fields }: EndedRequest): void {
    this.countAnswer(route, status);
    this.instruments.requestSeconds.observeTimes(this.labelsOf(route).ofTimes, durationMs / 1000, 1);
    this.countOverhead(route, durationMs, fields);
    const { error, outcome, provider } = fields;
    // A call that did not finish was counted with its failure; any other failure is of the request alone.
    if (error && (outcome === undefined || outcome === 'finished')) this.countError(error, provider, fields);
  }

  countAnswer(route: string, status: number): void {
    this.instruments.requests.count(this.labelsOf(route).ofStatus(status));
  }

  countError(error: GatewayError, providerId: unknown, { shed_reason: reason }: LogFields = {}): void {
    this.instruments.errors.inc({
      class: error.traits.metricClass,
      gen_ai_provider_name: this.labels.providerName(providerId),
      tollgate_route: this.labels.routeName(providerId),
    });
    if (error.code === 'gateway.overloaded') {
      this.countShed(SHED_REASONS.find((known) => known === reason) ?? 'load');
    }
  }

  countShed(reason: ShedReason): void {
    this.instruments.shed.inc({ reason });
  }

  /** The log's times are rounded to a tenth of a millisecond, which may come to less than nothing. */
  private countOverhead(route: string, durationMs: number, fields: LogFields): void {
    const { upstream_ms: upstreamMs, waited_ms: waitedMs } = fields;
    if (typeof upstreamMs !== 'number') return;
    const elsewhereMs = upstreamMs + (typeof waitedMs === 'number' ? waitedMs : 0);
    const overheadSeconds = Math.max(0, durationMs - elsewhereMs) / 1000;
    this.instruments.overheadSeconds.observeTimes(this.labelsOf(route).ofTimes, overheadSeconds, 1);
  }

  private labelsOf(route: string): RouteLabels {
    const known = this.byRoute.get(route);
    if (known) return known;
    const labels = new RouteLabels(route);
    this.byRoute.set(route, labels);
    return labels;
  }
}
