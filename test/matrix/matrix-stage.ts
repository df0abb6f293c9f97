import type { Fields } from '../../src/common/fields.js';
import type { Script } from '../support/scripted-upstream/exchange.js';
import type { RecordedRequest } from '../support/scripted-upstream/recorded-request.js';
import { ScriptedUpstream } from '../support/scripted-upstream/scripted-upstream.js';
import { answerJson, neverAnswer } from '../support/scripted-upstream/scripts.js';
import { stream, type StreamEnding } from '../support/scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from '../support/start-gateway.js';
import type { Said } from './neutral.js';
import { dialectAt } from './pairs.js';

/** An answer in both of its forms. */
export interface Written {
  readonly body: Fields;
  readonly frames: readonly string[];
}

/** The gateway, and one upstream that answers in whatever API it is asked. */
export class MatrixStage {
  private act: Script = neverAnswer();

  private constructor(
    private readonly upstream: ScriptedUpstream,
    readonly gateway: RunningGateway,
  ) {}

  static async open(): Promise<MatrixStage> {
    const upstream = await ScriptedUpstream.start({ fallback: (exchange) => stage.act(exchange) });
    const { origin } = upstream;
    const gateway = await startGateway(
      {
        ANTHROPIC_API_KEY: 'key-of-anthropic-0123456789',
        ANTHROPIC_BASE_URL: origin,
        GEMINI_API_KEY: 'key-of-gemini-0123456789',
        GEMINI_BASE_URL: `${origin}/v1beta`,
      },
      `providers:
        - { id: talks, base_url: "${origin}/v1", default_model: m1 }
        - { id: responds, base_url: "${origin}/v1", default_model: m2, responses_api: true }
        - { id: onlyresponds, base_url: "${origin}/v1", default_model: m3, chat_api: false }`,
    );
    const stage = new MatrixStage(upstream, gateway);
    return stage;
  }

  willAct(script: Script): void {
    this.act = script;
  }

  /** From now on, what the model says; a stream to those who ask for one. */
  willSay(said: Said): void {
    this.act = (exchange) => {
      const { request } = exchange;
      const dialect = dialectAt(request.path);
      return isStreamed(request)
        ? stream(dialect.writeStream(said))(exchange)
        : answerJson(200, dialect.writeAnswer(said))(exchange);
    };
  }

  willAnswer({ body, frames }: Written): void {
    this.act = (exchange) =>
      isStreamed(exchange.request) ? stream(frames)(exchange) : answerJson(200, body)(exchange);
  }

  /** It breaks off behind so many of its frames. */
  willBreak(frames: readonly string[], after: number, ending: StreamEnding): void {
    this.act = stream(frames.slice(0, after), { ending });
  }

  get lastRequest(): RecordedRequest | undefined {
    return this.upstream.requests.at(-1);
  }

  get requestCount(): number {
    return this.upstream.requests.length;
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.upstream.close();
  }
}

export function isStreamed({ path, body }: RecordedRequest): boolean {
  return path.includes(':streamGenerateContent') || body?.['stream'] === true;
}
