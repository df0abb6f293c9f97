import type { RunningGateway } from './start-gateway.js';

/** Either envelope of the agent surface; a test says which fields it expects. */
export interface AgentEnvelope {
  readonly status: string;
  readonly message: string;
  readonly model: string;
  readonly request_id: string;
  readonly error?: {
    readonly code: string;
    readonly type: string;
    readonly retryable: boolean;
    readonly param?: string;
  };
  readonly [field: string]: unknown;
}

export interface AskOptions {
  /** Default `openai`. */
  readonly provider?: string;
  /** Besides, or in place of, the content type. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface AgentAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: AgentEnvelope;
}

/** All that a caller knows of a gateway. */
export type CalledGateway = Pick<RunningGateway, 'url'>;

export const agentUrl = ({ url }: CalledGateway, provider = 'openai'): string =>
  `${url}/agents/llm-providers/${provider}`;

/** Posts a body to an agent: text and bytes as they are, anything else as JSON. */
export function send(gateway: CalledGateway, body: unknown, options: AskOptions = {}): Promise<Response> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  return fetch(agentUrl(gateway, options.provider), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...options.headers },
    body: isRaw ? body : JSON.stringify(body),
    signal: options.signal ?? null,
  });
}

/** Posts a body to an agent and reads the one envelope that comes back. */
export async function ask(
  gateway: CalledGateway,
  body: unknown,
  options: AskOptions = {},
): Promise<AgentAnswer> {
  const response = await send(gateway, body, options);
  const { status, headers } = response;
  const text = await response.text();
  return { status, headers, text, body: JSON.parse(text) as AgentEnvelope };
}

/** The parts of a failure that a caller's program acts on, in one comparable value. */
export function failureOf({ status, body }: AgentAnswer): readonly [number, string | undefined, unknown] {
  return [status, body.error?.code, body.error?.retryable];
}
