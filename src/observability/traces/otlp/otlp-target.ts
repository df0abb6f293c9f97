import { readFileSync, statSync } from 'node:fs';
import type { LlmProvidersSettings, ServerSettings } from '../../../config/settings.js';
import type { OtlpTarget } from './otlp-sender.js';

/** By which ways providers are reached. */
export type Proxies = Pick<LlmProvidersSettings, 'HTTP_PROXY' | 'HTTPS_PROXY' | 'NO_PROXY'>;

/** A collector on this machine is reached directly, as model servers are. */
const ON_THIS_MACHINE = 'localhost,127.0.0.1,::1,[::1]';

/** The collector at an address, and the way to it. */
export function otlpTarget(settings: ServerSettings, url: string, proxies: Proxies): OtlpTarget {
  return {
    url,
    headers: {
      ...settings.OTEL_EXPORTER_OTLP_HEADERS,
      ...settings.OTEL_EXPORTER_OTLP_TRACES_HEADERS,
    },
    compression: settings.OTEL_EXPORTER_OTLP_COMPRESSION,
    timeoutMs: Math.min(settings.OTEL_EXPORTER_OTLP_TIMEOUT, settings.OTEL_BSP_EXPORT_TIMEOUT),
    connection: {
      ...fileIn('ca', settings, 'OTEL_EXPORTER_OTLP_CERTIFICATE'),
      ...fileIn('cert', settings, 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE'),
      ...fileIn('key', settings, 'OTEL_EXPORTER_OTLP_CLIENT_KEY'),
      ...throughProxies(proxies),
    },
  };
}

function throughProxies({ HTTP_PROXY, HTTPS_PROXY, NO_PROXY }: Proxies): OtlpTarget['connection'] {
  const ofHttps = HTTPS_PROXY || HTTP_PROXY;
  if (ofHttps === '') return {};
  const proxyEnv = { HTTPS_PROXY: ofHttps, NO_PROXY: `${ON_THIS_MACHINE},${NO_PROXY}` };
  return { proxyEnv: HTTP_PROXY === '' ? proxyEnv : { ...proxyEnv, HTTP_PROXY } };
}

/** @throws Error where the file cannot be read, or is none in PEM, naming the variable: every export would fail. */
function fileIn(
  option: 'ca' | 'cert' | 'key',
  settings: ServerSettings,
  variable:
    | 'OTEL_EXPORTER_OTLP_CERTIFICATE'
    | 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE'
    | 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
): Partial<Record<typeof option, string>> {
  const path = settings[variable];
  if (path === '') return {};
  const text = readSmallFile(path, variable);
  if (!text.includes('-----BEGIN ')) throw new Error(`${variable}: the file is none in PEM`);
  return { [option]: text };
}

/** Bundles of authorities have some hundred kilobytes; a device would have no end. */
const MAX_FILE_BYTES = 16_777_216;

function readSmallFile(path: string, variable: string): string {
  try {
    const file = statSync(path);
    if (!file.isFile() || file.size > MAX_FILE_BYTES) throw new Error('it is no file, or too large');
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`${variable}: the file cannot be read`, { cause });
  }
}
