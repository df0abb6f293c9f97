import type { IncomingMessage } from 'node:http';
import { callerOf, type Caller } from '../common/http/caller.js';
import { headerText } from '../common/http/header-text.js';
import { requestTraceOf, type RequestTrace } from '../common/http/request-trace.js';
import { sessionNameIn } from './session-of.js';
import { IDEMPOTENCY_HEADER } from './idempotency/idempotency-key.js';
import type { CallOrigin, SurfaceName, WantedModels } from '../completions/call-origin.js';

const MAX_TEXT = 200;

/** Its methods stand behind a colon under `/v1` as well. */
const GEMINI = /^\/v1beta\/|^\/v1\/models\/[^?]*:/i;

/** Where a surface's paths begin. */
const SURFACES: readonly (readonly [pattern: RegExp, surface: SurfaceName])[] = [
  [/^\/agents\//i, 'agents'],
  [GEMINI, 'gemini'],
  [/^\/v1\/messages/i, 'anthropic'],
];

/** The same of what bounds an answer there; elsewhere it is `max_tokens`. */
const OUTPUT_LIMIT_FIELDS: readonly (readonly [pattern: RegExp, field: string])[] = [
  [GEMINI, 'generationConfig.maxOutputTokens'],
  [/^\/v1\/responses/i, 'max_output_tokens'],
  [/^\/v1\/chat\//i, 'max_completion_tokens'],
];

/** What a request says of itself, read of its headers when it is asked for. */
class HeaderOrigin implements CallOrigin {
  private written: WantedModels[] | undefined;

  constructor(
    readonly surface: SurfaceName,
    readonly body: object | null,
    private readonly path: string,
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
    return this.text('user-agent', MAX_TEXT);
  }

  get session(): string | null {
    const name = sessionNameIn(this.request.headers);
    return name === null ? null : headerText(name, MAX_TEXT);
  }

  get tags(): string | null {
    return this.text('x-tollgate-tags');
  }

  get maxCostUsd(): string | null {
    return this.text('x-max-cost-usd');
  }

  get wishes(): WantedModels[] | undefined {
    if (this.request.headers[IDEMPOTENCY_HEADER] === undefined) return undefined;
    return (this.written ??= []);
  }

  get outputLimitField(): string {
    return OUTPUT_LIMIT_FIELDS.find(([pattern]) => pattern.test(this.path))?.[1] ?? 'max_tokens';
  }

  private text(name: string, most?: number): string | null {
    const value = this.request.headers[name];
    return typeof value === 'string' ? headerText(value, most) : null;
  }
}

/** Of a request that went through the framework; its surface follows from its path. */
export function callOriginOf(
  request: IncomingMessage & { readonly body?: unknown; readonly path: string },
  statusOf?: CallOrigin['statusOf'],
): CallOrigin {
  const { body, path } = request;
  const surface = SURFACES.find(([pattern]) => pattern.test(path))?.[1] ?? 'openai';
  return new HeaderOrigin(surface, isObject(body) ? body : null, path, request, statusOf);
}

/** The same on the quick way, where no failure is told. */
export function quickOriginOf(request: IncomingMessage, surface: SurfaceName, body: object): CallOrigin {
  return new HeaderOrigin(surface, body, request.url ?? '', request);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
