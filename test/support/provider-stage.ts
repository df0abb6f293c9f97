import type { Clock } from '../../src/common/clock.js';
import type { EnvironmentTexts } from '../../src/config/environment.js';
import { PROVIDER_CATALOG } from '../../src/llm-providers/catalog.js';
import type { AnswerFixture, FailureFixture } from '../../src/port/testing/contract/fixtures.js';
import type { Script } from './scripted-upstream/exchange.js';
import { ScriptedUpstream } from './scripted-upstream/scripted-upstream.js';
import { answerBytes, answerJson, neverAnswer } from './scripted-upstream/scripts.js';
import { stream, type StreamEnding } from './scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from './start-gateway.js';

/** The key to every provider, for looking where it must not be. */
export const KEY = 'stage-canary-0123456789';

/** The gateway, and one upstream that plays every provider: it answers all requests alike until told otherwise. */
export class ProviderStage {
  private constructor(
    /** For scripts and requests of a test's own; a queued script goes before the answer set here. */
    readonly upstream: ScriptedUpstream,
    readonly gateway: RunningGateway,
    private readonly act: { answer: Script },
  ) {}

  /** @param texts variables besides. */
  static async open(texts: EnvironmentTexts = {}, clock?: Clock): Promise<ProviderStage> {
    const act = { answer: neverAnswer() };
    const upstream = await ScriptedUpstream.start({ fallback: (exchange) => act.answer(exchange) });
    const gateway = await startStagedGateway(upstream.origin, texts, clock);
    return new ProviderStage(upstream, gateway, act);
  }

  willAnswer({ body, headers }: AnswerFixture): void {
    this.act.answer = answerJson(200, body, { ...headers });
  }

  willFail({ body, headers, status = 200 }: FailureFixture): void {
    const text = JSON.stringify(body ?? null).replaceAll('{{key}}', KEY);
    this.act.answer = answerBytes('application/json', text, status, { ...headers });
  }

  willStream(
    { stream: text }: Pick<AnswerFixture, 'stream'>,
    cutAt = Infinity,
    ending: StreamEnding = 'end',
  ): void {
    this.act.answer = stream([text ?? ''], { maxBytes: cutAt, ending });
  }

  willAct(script: Script): void {
    this.act.answer = script;
  }

  willHang(): void {
    this.act.answer = neverAnswer();
  }

  /** Asks the gateway, in any of its APIs. */
  ask(path: string, body: object): Promise<Response> {
    return fetch(this.gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
      body: JSON.stringify(body),
    });
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.upstream.close();
  }
}

function startStagedGateway(origin: string, texts: EnvironmentTexts, clock?: Clock): Promise<RunningGateway> {
  const variables = PROVIDER_CATALOG.flatMap(({ definition: { id, baseUrl, apiKeyVariable } }) =>
    baseUrl === null || apiKeyVariable === null
      ? []
      : [
          [apiKeyVariable, KEY],
          [`${id.toUpperCase()}_BASE_URL`, `${origin}${new URL(baseUrl).pathname.replace(/\/$/, '')}`],
        ],
  );
  const own = Object.fromEntries(variables) as Record<string, string>;
  return startGateway(
    { ...own, UPSTREAM_MAX_RETRIES: '0', ...texts },
    `providers:
  - { id: local, base_url: "${origin}/v1", default_model: llama3.3 }
  - { id: both, base_url: "${origin}/v1", default_model: any, messages_api: true }`,
    clock,
  );
}
