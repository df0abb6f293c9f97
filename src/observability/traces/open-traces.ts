import { randomUUID } from 'node:crypto';
import type { ServerSettings } from '../../config/settings.js';
import { PRODUCT_VERSION } from '../../product.js';
import type { ProviderLookup } from './call-spans.js';
import { OtlpSender } from './otlp/otlp-sender.js';
import { otlpTarget, type Proxies } from './otlp/otlp-target.js';
import { SpanEncoder } from './otlp/span-encoder.js';
import { samplingOf } from './sampling.js';
import { SpanQueue } from './span-queue.js';
import { Traces } from './traces.js';

/** A collector that is away holds the end of the process no longer, in milliseconds. */
const CLOSE_MS = 2_000;

/** What spans need beside their settings. */
export interface TracesWay {
  readonly providerOf: ProviderLookup;
  /** The collector is reached by the proxies that providers are. */
  readonly proxies: Proxies;
}

/** What is exported to a collector. Loads OpenTelemetry's packages, so call it where there is one. */
export function openTraces(
  settings: ServerSettings,
  url: string,
  { providerOf, proxies }: TracesWay,
): Traces {
  const service = settings.OTEL_SERVICE_NAME;
  const resource = {
    'service.name': 'tollgate',
    'service.version': PRODUCT_VERSION,
    'service.instance.id': randomUUID(),
    ...settings.OTEL_RESOURCE_ATTRIBUTES,
    ...(service !== '' && { 'service.name': service }),
  };
  const sender = new OtlpSender(otlpTarget(settings, url, proxies));
  const encoder = new SpanEncoder({ resource, scope: { name: 'tollgate', version: PRODUCT_VERSION } });
  // the bounds in bytes hold beside them: a number of spans alone is a quarter of a second where many calls come
  const maxSpans = settings.OTEL_BSP_MAX_QUEUE_SIZE ?? Infinity;
  const queue = new SpanQueue(encoder, (batch) => sender.send(batch), {
    delayMs: settings.OTEL_BSP_SCHEDULE_DELAY,
    maxSpans,
    batchSpans: Math.min(settings.OTEL_BSP_MAX_EXPORT_BATCH_SIZE ?? Infinity, maxSpans),
  });
  const close = async () => {
    await within(CLOSE_MS, queue.flush());
    sender.drop();
  };
  return new Traces({ queue, sampling: samplingOf(settings), close, providerOf });
}

/** Holds the process meanwhile: where a collector asked for time, nothing else does, and what closes behind it would not. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
