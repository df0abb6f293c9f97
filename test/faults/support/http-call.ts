import { request as httpRequest, type Agent, type IncomingHttpHeaders } from 'node:http';
import type { AgentEnvelope } from '../../support/agent-client.js';

export interface HttpCallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly method?: string;
  /** By default each call has a connection of its own. */
  readonly agent?: Agent;
  /** Told of each piece of the answer as it comes. */
  readonly onPiece?: (piece: string) => void;
}

/** How a call went, as far as it came; it never throws. */
export interface HttpAnswer {
  /** 0 = the connection ended before there was any. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The answer came to its end. */
  readonly isWhole: boolean;
  /** To the first byte of the answer's headers, in milliseconds. */
  readonly firstMs: number;
  readonly totalMs: number;
}

const NOTHING = { status: 0, headers: {}, text: '' };

/** Posts a body, as it is, and reads what comes back. */
export function httpCall(
  url: string,
  body: string | Uint8Array,
  options: HttpCallOptions = {},
): Promise<HttpAnswer> {
  const { headers, signal, method = 'POST', agent, onPiece } = options;
  const startedMs = performance.now();
  const elapsed = () => performance.now() - startedMs;
  return new Promise((resolve) => {
    const length = Buffer.byteLength(body);
    const request = httpRequest(url, {
      method,
      agent: agent ?? false,
      headers: { ...(method === 'POST' && { 'content-length': length }), ...headers },
    });
    // Not Node's own option: it can fail a pooled connection without a listener.
    signal?.addEventListener('abort', () => request.destroy(), { once: true });
    request.on('error', () =>
      resolve({ ...NOTHING, isWhole: false, firstMs: elapsed(), totalMs: elapsed() }),
    );
    request.on('response', (response) => {
      const firstMs = elapsed();
      const pieces: string[] = [];
      response.setEncoding('utf8').on('data', (piece: string) => {
        pieces.push(piece);
        onPiece?.(piece);
      });
      response.on('error', () => response.destroy()); // it closes, not whole
      response.on('close', () => {
        const { statusCode: status = 0, headers: answered, complete } = response;
        resolve({
          status,
          headers: answered,
          text: pieces.join(''),
          isWhole: complete,
          firstMs,
          totalMs: elapsed(),
        });
      });
    });
    request.end(body);
  });
}

/** The events of a streamed answer; what stands after the last blank line is half an event and left out. */
export function eventsIn(
  text: string,
): { readonly event: string; readonly data: Partial<AgentEnvelope> & { text?: string } }[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((frame) => ({ event: fieldIn(frame, 'event'), json: fieldIn(frame, 'data') }))
    .filter(({ json }) => json !== '')
    .map(({ event, json }) => ({ event, data: JSON.parse(json) as Partial<AgentEnvelope> }));
}

function fieldIn(frame: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1] ?? '';
}
