import type { ServerSettings } from '../../config/settings.js';

type Endpoints = Pick<
  ServerSettings,
  | 'OTEL_EXPORTER_OTLP_ENDPOINT'
  | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
  | 'OTEL_SDK_DISABLED'
  | 'OTEL_TRACES_EXPORTER'
>;

/** Where spans go; `null` = none are made. */
export function tracesUrl(settings: Endpoints): string | null {
  if (settings.OTEL_SDK_DISABLED || settings.OTEL_TRACES_EXPORTER === 'none') return null;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = settings;
  if (own !== '') return own;
  return base === '' ? null : `${base.replace(/\/+$/, '')}/v1/traces`;
}
