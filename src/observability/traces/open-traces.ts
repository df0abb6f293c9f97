import { randomUUID } from 'node:crypto';
import type { ServerSettings } from '../../config/settings.js';
import { PRODUCT_VERSION } from '../../product.js';
import type { ProviderLookup } from './call-spans.js';
import { OtlpSender } from './otlp/otlp-sender.js';
import { SpanEncoder } from './otlp/span-encoder.js';
import { samplingOf } from './sampling.js';
import { SpanQueue } from './span-queue.js';
import { Traces } from './traces.js';

/** So long an export may take, its retries included, in milliseconds. */
const EXPORT_MS = 5_000;
/** A collector that is away holds the end of the process no longer, in milliseconds. */
const CLOSE_MS = 2_000;

/** What is exported to OTEL_EXPORTER_OTLP_ENDPOINT. Loads OpenTelemetry's packages, so call it where that is set. */
export function openTraces(settings: ServerSettings, providerOf: ProviderLookup): Traces {
  const resource = {
    ...pairsOf(settings.OTEL_RESOURCE_ATTRIBUTES),
    'service.name': settings.OTEL_SERVICE_NAME,
    'service.version': PRODUCT_VERSION,
    'service.instance.id': randomUUID(),
  };
  const sender = new OtlpSender({
    url: `${settings.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, '')}/v1/traces`,
    headers: pairsOf(settings.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
    timeoutMs: EXPORT_MS,
  });
  const encoder = new SpanEncoder({ resource, scope: { name: 'tollgate', version: PRODUCT_VERSION } });
  const queue = new SpanQueue(encoder, (batch) => sender.send(batch));
  const close = async () => {
    await Promise.race([queue.flush(), passed(CLOSE_MS)]);
    sender.drop();
  };
  return new Traces({ queue, sampling: samplingOf(settings), close, providerOf });
}

/** `name=value,name=value`, values percent-encoded. */
function pairsOf(text: string): Record<string, string> {
  const pairs = text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 ? [[pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())] as const] : [];
  });
  return Object.fromEntries(pairs);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
