import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import type { Clock } from '../common/clock.js';
import { toGatewayError, type GatewayError } from '../common/errors.js';
import type { ErrorRenderer } from '../common/http/error-renderer.js';
import { headersByName } from '../common/http/headers-in-turns.js';
import { addLogFields } from '../common/http/log-fields.js';
import { requestAgeMs } from '../common/http/request-age.js';
import { REQUEST_ID_HEADER } from '../common/http/request-id.js';
import { failureHeaders } from '../common/http/send-error.js';
import { sendJson } from '../common/http/send-json.js';
import { sendJsonText } from '../common/http/send-json-text.js';
import type { CallContext } from '../completions/call-context.js';
import { CallExplained } from '../completions/call-explanation.js';
import type { AnsweringCall, CallReport } from '../completions/completion-outcome.js';
import { onItsWay, type CallOnItsWay } from '../completions/relay/call-on-its-way.js';
import type { LlmProvidersSettings } from '../config/settings.js';
import { toExplanationJson } from './explanation-json.js';
import { callContextOf } from './call-context-of.js';
import type { PlaceOf } from './in-own-words.js';
import { answerHeaders, callFailureHeaders, warningHeaders } from './told-headers.js';
import { trueOrFalse } from './true-or-false.js';

/** `true` = refuse what would have to be adapted. */
export const STRICT_HEADER = 'x-strict-params';

/** What a call needs of the gateway. */
export interface SurfaceCallOptions {
  readonly settings: LlmProvidersSettings;
  readonly clock: Clock;
  /** What was done for it before it came here; left out = nothing. */
  readonly onItsWay?: CallOnItsWay;
}

/** What the headers of an answer tell. */
export interface ToldOfAnswer {
  readonly answering: AnsweringCall;
  readonly providerModel: string;
  /** `null` = not known, or not yet. */
  readonly costUsd: string | null;
}

/** One call of a provider's API that is served here: who asks, what its caller is told, and how it is refused. */
export abstract class SurfaceCall {
  readonly context: CallContext;
  readonly isStrict: boolean;
  /** Where a canonical parameter stands in the caller's request; left out = by its name, or that is not known yet. */
  placeOf?: PlaceOf;
  private report: CallReport | null = null;

  constructor(
    protected readonly request: Request,
    protected readonly response: Response,
    private readonly common: SurfaceCallOptions,
    private readonly renderer: ErrorRenderer,
  ) {
    this.isStrict = wantsStrictness(request);
    const context = callContextOf(request, response, common.clock, renderer.statusOf);
    if (!response.headersSent) response.setHeader(REQUEST_ID_HEADER, context.requestId);
    const onEnded = (report: CallReport) => {
      this.report = report;
      context.onEnded?.(report);
    };
    this.context = { ...context, ...(common.onItsWay && onItsWay(common.onItsWay)), onEnded };
  }

  /** Ends a call by what its work threw. */
  async end(thrown: unknown): Promise<void> {
    if (!(thrown instanceof CallExplained)) {
      this.fail(toGatewayError(thrown));
      return;
    }
    addLogFields(this.response, { explained: true });
    await this.sendBody(toExplanationJson(thrown.explanation), {});
  }

  /** Refuses the call, or ends it where its answer has begun. */
  fail(error: GatewayError): void {
    const { placeOf, renderer, report, response, tellsMore } = this;
    addLogFields(response, { error });
    if (response.headersSent || response.destroyed || error.code === 'client.gone') {
      response.destroy();
      return;
    }
    const attempts = report?.attempts.length ?? 0;
    const tries = { attempts, isRetryRefused: report?.isRetryRefused ?? false };
    const room = headersByName(report?.roomHeaders ?? []);
    response.set({ ...(tellsMore && callFailureHeaders(report)), ...room, ...failureHeaders(error, tries) });
    response.status(renderer.statusOf(error)).json(renderer.bodyOf(error, this.context.requestId, placeOf));
  }

  /** Sends a body with these headers; nothing where the caller has left. */
  protected async sendBody(body: object, headers: Readonly<Record<string, string>>): Promise<void> {
    const { response, stallTimeoutMs } = this;
    if (response.destroyed) return;
    response.set(headers);
    await sendJson(response, body, stallTimeoutMs);
  }

  /** The same of what a provider wrote, in its own bytes where these are there. */
  protected async sendOwn(
    { body, text }: { readonly body: object; readonly text?: string },
    headers: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { response, stallTimeoutMs } = this;
    if (text === undefined) return this.sendBody(body, headers);
    if (response.destroyed) return;
    response.set(headers);
    await sendJsonText(response, text, stallTimeoutMs);
  }

  /** A reader who takes nothing for so long, in milliseconds, is disconnected. */
  protected get stallTimeoutMs(): number {
    return this.common.settings.CLIENT_STALL_TIMEOUT_MS;
  }

  /** Who answers, and what it costs, is told. */
  protected get tellsMore(): boolean {
    return this.common.settings.ANSWER_HEADERS;
  }

  /** Since the head of the request was read, in milliseconds. */
  protected get ageMs(): number {
    return requestAgeMs(this.request, this.common.clock);
  }

  protected headersOf({ answering, providerModel, costUsd }: ToldOfAnswer): Record<string, string> {
    const { ageMs, tellsMore } = this;
    const more = tellsMore ? answerHeaders({ answering, providerModel, ageMs, costUsd }) : {};
    const room = headersByName(answering.roomHeaders ?? []);
    return { ...more, ...room, ...warningHeaders(answering) };
  }
}

/**
 * The caller wants a refusal rather than a request that was changed.
 * @throws GatewayError `request.invalid` for another word than true and false.
 */
export function wantsStrictness({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return trueOrFalse(headers, STRICT_HEADER);
}
