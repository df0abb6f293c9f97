import { randomUUID } from 'node:crypto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { ServerSettings } from '../../config/settings.js';
import { PRODUCT_VERSION } from '../../product.js';
import type { ProviderLookup } from './call-spans.js';
import { BoundedProcessor, CountedExport, MAX_WAITING_SPANS } from './counted-export.js';
import { samplingOf } from './sampling.js';
import { SpanSink } from './span-sink.js';
import { Traces } from './traces.js';

/** So long an export may take, its retries included, in milliseconds. */
const EXPORT_MS = 5_000;
/** Spans wait so long for others, in milliseconds. */
const BATCH_MS = 2_000;
/** A collector that is away holds the end of the process no longer, in milliseconds. */
const CLOSE_MS = 2_000;
/** Spans with what was said are large, and collectors take some megabytes at once. */
const BATCH_OF_LARGE_SPANS = 32;

/** What is exported to OTEL_EXPORTER_OTLP_ENDPOINT. Loads OpenTelemetry's packages, so call it where that is set. */
export function openTraces(settings: ServerSettings, providerOf: ProviderLookup): Traces {
  const resource = resourceFromAttributes({
    ...pairsOf(settings.OTEL_RESOURCE_ATTRIBUTES),
    'service.name': settings.OTEL_SERVICE_NAME,
    'service.version': PRODUCT_VERSION,
    'service.instance.id': randomUUID(),
  });
  const exporter = new OTLPTraceExporter({
    url: `${settings.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, '')}/v1/traces`,
    headers: pairsOf(settings.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
    timeoutMillis: EXPORT_MS,
  });
  const counted = new CountedExport(exporter);
  const batches = new BatchSpanProcessor({
    exporter: counted,
    maxQueueSize: MAX_WAITING_SPANS,
    scheduledDelayMillis: BATCH_MS,
    exportTimeoutMillis: EXPORT_MS,
    ...(settings.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT && {
      maxExportBatchSize: BATCH_OF_LARGE_SPANS,
    }),
  });
  const sink = new SpanSink(new BoundedProcessor(batches, counted), resource, {
    name: 'tollgate',
    version: PRODUCT_VERSION,
  });
  const close = () => Promise.race([batches.shutdown(), passed(CLOSE_MS)]);
  return new Traces({ sink, counted, sampling: samplingOf(settings), close, providerOf });
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
