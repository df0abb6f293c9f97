import type { Script } from '../../support/scripted-upstream/exchange.js';
import type { RecordedRequest } from '../../support/scripted-upstream/recorded-request.js';
import { describeCall, type Call } from './call.js';
import { httpCall, type HttpCallOptions } from './http-call.js';
import type { GatewayProcess } from './gateway-process.js';
import { goodEitherWay } from './openai-wire.js';

export const PROMPT = { prompt: 'hello there', model: 'm-1' };

/** One configured provider: with retry budget, breakers and script of its own, so that no case is in another's way. */
export class Lane {
  readonly requests: RecordedRequest[] = [];
  private scripts: readonly Script[] = [goodEitherWay()];
  private asked = 0;

  constructor(
    readonly id: string,
    private readonly gateway: () => GatewayProcess,
  ) {}

  /** What the upstream does with its requests, in turn; the last script stays. */
  will(...scripts: readonly Script[]): this {
    this.scripts = scripts;
    return this;
  }

  get script(): Script {
    return async (exchange) => {
      this.requests.push(exchange.request);
      const script = this.scripts[Math.min(this.requests.length, this.scripts.length) - 1];
      await script?.(exchange);
    };
  }

  get url(): string {
    return `${this.gateway().url}/agents/llm-providers/${this.id}`;
  }

  /** How often the upstream was asked for a request; for all of them without an id. */
  upstreamCalls(requestId?: string): number {
    const isOfIt = ({ headers }: RecordedRequest) =>
      requestId === undefined || headers['x-request-id'] === requestId;
    return this.requests.filter(isOfIt).length;
  }

  newRequestId(): string {
    this.asked += 1;
    return `${this.id}-${this.asked}`;
  }

  /** Asks, waits for the request's log line, and looks at what must be true of every answer. */
  async ask(body: unknown = PROMPT, options: HttpCallOptions = {}): Promise<Call> {
    const requestId = this.newRequestId();
    const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'x-request-id': requestId, ...options.headers };
    const answer = await httpCall(this.url, bytes, { ...options, headers });
    const gateway = this.gateway();
    const line = await gateway.lineOf(requestId);
    const lineCount = gateway.linesOf(requestId).length;
    return describeCall({ requestId, answer, line, lineCount, upstreamCalls: this.upstreamCalls(requestId) });
  }

  stream(body: object = PROMPT, options: HttpCallOptions = {}): Promise<Call> {
    return this.ask({ ...body, stream: true }, options);
  }
}
