import { Inject, Injectable, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { lazy } from '../../common/lazy.js';
import { CompletionsService } from '../../completions/completions.service.js';
import {
  LLM_PROVIDERS_SETTINGS,
  type LlmProvidersSettings,
  type ServerSettings,
} from '../../config/settings.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import type { ConfiguredProvider } from '../../port/configured-provider.js';
import { LaterWork } from '../later-work.js';
import type { TracedContent } from './content/open-content-spans.js';
import type { TracedProvider } from './call-spans.js';
import { tracesUrl } from './traces-url.js';
import type { Traces } from './traces.js';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Under which Nest finds the `Traces`; `null` = none are recorded. */
export const TRACES = Symbol('TRACES');

const opening = lazy(() => require('./open-traces.js') as typeof import('./open-traces.js'));
const contents = lazy(
  () => require('./content/open-content-spans.js') as typeof import('./content/open-content-spans.js'),
);

/** Where no collector is named, nothing of OpenTelemetry's is loaded, and no call is watched. */
export function tracesProvider(settings: ServerSettings, content: TracedContent): Provider {
  return {
    provide: TRACES,
    useFactory: (
      completions: CompletionsService,
      destinations: DestinationRegistry,
      later: LaterWork,
      proxies: LlmProvidersSettings,
    ) => {
      const url = tracesUrl(settings);
      if (url === null) return null;
      const providers = new Map(
        destinations.providers.map(({ provider }) => [provider.definition.id, tracedProvider(provider)]),
      );
      const providerOf = (id: string) => providers.get(id) ?? { name: id, server: null };
      const traces = opening().openTraces(settings, url, { providerOf, proxies });
      if (settings.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT)
        completions.readBy(contents().openContentSpans(traces, content));
      else
        completions.observe({
          partGap: () => undefined,
          ended: (report) => later.add(() => traces.callEnded(report)),
        });
      return traces;
    },
    inject: [CompletionsService, DestinationRegistry, LaterWork, LLM_PROVIDERS_SETTINGS],
  };
}

/** Sends the last spans as the gateway ends. */
@Injectable()
export class TracesCloser implements OnApplicationShutdown {
  constructor(
    @Inject(TRACES) private readonly traces: Traces | null,
    private readonly later: LaterWork,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.traces === null) return;
    this.later.doNow();
    await this.traces.close();
  }
}

function tracedProvider({ definition, settings: { baseUrl } }: ConfiguredProvider): TracedProvider {
  const url = baseUrl === null ? null : new URL(baseUrl);
  const server = url && {
    address: url.hostname,
    port: Number(url.port) || DEFAULT_PORTS[url.protocol] || 443,
  };
  return { name: definition.otelName ?? definition.id, server };
}
