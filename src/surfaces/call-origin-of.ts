import type { IncomingMessage } from 'node:http';
import { callerOf, type Caller } from '../common/http/caller.js';
import { requestTraceOf, type RequestTrace } from '../common/http/request-trace.js';
import { sessionNameIn } from './session-of.js';
import type { CallOrigin, SurfaceName } from '../completions/call-origin.js';

const MAX_TEXT = 200;

/** Where a surface's paths begin; Gemini's methods stand behind a colon under `/v1` as well. */
const SURFACES: readonly (readonly [pattern: RegExp, surface: SurfaceName])[] = [
  [/^\/agents\//i, 'agents'],
  [/^\/v1beta\/|^\/v1\/models\/.*:/i, 'gemini'],
  [/^\/v1\/messages/i, 'anthropic'],
];

/** What a request says of itself, read of its headers when it is asked for. */
class HeaderOrigin implements CallOrigin {
  constructor(
    readonly surface: SurfaceName,
    readonly body: object | null,
    private readonly request: IncomingMessage,
    readonly statusOf?: CallOrigin['statusOf'],
  ) {}

  get caller(): Caller | null {
    return callerOf(this.request);
  }

  get trace(): RequestTrace | null {
    return requestTraceOf(this.request);
  }

  get client(): string | null {
    return this.text('user-agent')?.slice(0, MAX_TEXT) ?? null;
  }

  get session(): string | null {
    return sessionNameIn(this.request.headers)?.slice(0, MAX_TEXT) ?? null;
  }

  get tags(): string | null {
    return this.text('x-tollgate-tags');
  }

  get maxCostUsd(): string | null {
    return this.text('x-max-cost-usd');
  }

  private text(name: string): string | null {
    const value = this.request.headers[name];
    return typeof value === 'string' ? value : null;
  }
}

/** Of a request that went through the framework; its surface follows from its path. */
export function callOriginOf(
  request: IncomingMessage & { readonly body?: unknown; readonly path: string },
  statusOf?: CallOrigin['statusOf'],
): CallOrigin {
  const { body, path } = request;
  const surface = SURFACES.find(([pattern]) => pattern.test(path))?.[1] ?? 'openai';
  return new HeaderOrigin(surface, isObject(body) ? body : null, request, statusOf);
}

/** The same on the quick way, where no failure is told. */
export function quickOriginOf(request: IncomingMessage, surface: SurfaceName, body: object): CallOrigin {
  return new HeaderOrigin(surface, body, request);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
