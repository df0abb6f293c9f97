import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { QuickRequest, QuickRoute } from '../../common/http/quick-route.js';

import type { CompletionCall } from '../../completions/completion-call.js';
import { CompletionsService, type RelayingStream } from '../../completions/completions.service.js';
import type { BegunAttempt } from '../../completions/relay/begun-attempt.js';
import type { AnsweringCall } from '../../completions/completion-outcome.js';
import { drawnFor, type CallOnItsWay } from '../../completions/relay/call-on-its-way.js';
import type { RelayContext, RelayedResult } from '../../completions/relay/relayed-call.js';
import type { RelayedStream } from '../../completions/relay/relayed-stream.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import { ModelRouter } from '../../routing/model-router.js';
import { toLogFields } from '../call-log-fields.js';
import { quickOriginOf } from '../call-origin-of.js';
import { bodyAsItCame } from './body-as-it-came.js';
import { parseChatRequest, type ChatRequest } from './chat-request.js';
import { wantsStrictness } from '../surface-call.js';
import { sessionOf, withSession } from '../session-of.js';
import { OpenAiChats } from './openai-chats.js';
import { OPENAI_PATH } from './openai-path.js';
import { answerHeadersInTurns, warningHeaders } from '../told-headers.js';

const PATH = `/${OPENAI_PATH}/chat/completions`;
const JSON_TYPE = 'application/json; charset=utf-8';

interface OpenQuickChat {
  readonly quick: QuickRequest;
  readonly chat: ChatRequest;
  readonly call: CompletionCall;
  readonly context: RelayContext;
  readonly goOn: (begun?: BegunAttempt) => void;
}

/** Chats whose answer goes out in the provider's own bytes, past the framework; all others go the usual way. */
@Injectable()
export class QuickChat {
  constructor(
    private readonly chats: OpenAiChats,
    private readonly completions: CompletionsService,
    private readonly router: ModelRouter,
    @Inject(LLM_PROVIDERS_SETTINGS) private readonly settings: LlmProvidersSettings,
  ) {}

  get route(): QuickRoute {
    return { path: PATH, pattern: PATH, handle: (quick, body) => this.handle(quick, body) };
  }

  private handle(quick: QuickRequest, body: object): void {
    const chat = parseChatRequest(body);
    const context = contextOf(quick, body, chat);
    const call = this.toCall(chat, quick, context);
    const goOn = (begun?: BegunAttempt) => this.goOn(quick, chat, { begun, drawn: drawnFor(call) });
    const relayed =
      call &&
      (chat.isStream
        ? this.stream({ quick, chat, call, context, goOn })
        : this.completions.relay(call, context, { answered: (result) => this.send(quick, result), goOn }));
    if (relayed) quick.onGone = relayed.goOn;
    else goOn();
  }

  private stream({ quick, chat, call, context, goOn }: OpenQuickChat): RelayingStream | null {
    const { wantsUsage } = chat;
    const stream = this.completions.relayStream(
      call,
      { ...context, wantsUsage, wantsItems: false },
      {
        began: (answering, providerModel) => {
          const headers = this.headersOf(quick, answering, providerModel, null);
          quick.beginStream(headers, () => stream?.resume());
        },
        passed: (bytes) => quick.write(bytes),
        finished: (pieces) => quick.end(pieces),
        goOn,
        goOnWithRest: (rest) => this.goOnWithRest(quick, chat, rest),
      },
    );
    return stream;
  }

  private toCall(
    { request }: ChatRequest,
    { request: { headers } }: QuickRequest,
    { session }: RelayContext,
  ): CompletionCall | null {
    const plan = this.router.planAtOnce(request.model, session);
    if (!plan) return null;
    const { model, ...whom } = plan;
    const isStrict = wantsStrictness({ headers });
    return {
      ...whom,
      request: { ...request, model },
      parameters: { defaults: {}, additions: {}, isStrict },
    };
  }

  private goOn(quick: QuickRequest, chat: ChatRequest, way: CallOnItsWay): void {
    quick.onGone = null;
    quick.handOver();
    const { request, response } = quick;
    const answered = this.chats.answer(chat, request as Request, response as Response, way);
    answered.catch((error: unknown) => quick.fail(error));
  }

  private goOnWithRest(quick: QuickRequest, chat: ChatRequest, rest: RelayedStream): void {
    quick.onGone = null;
    quick.handOver();
    const { request, response } = quick;
    const answered = this.chats.goOn(rest, chat, request as Request, response as Response);
    answered.catch((error: unknown) => quick.fail(error));
  }

  private send(quick: QuickRequest, result: RelayedResult): void {
    const headers = this.headersOf(quick, result, result.completion.model, result.cost.usd);
    headers.push('content-type', JSON_TYPE);
    quick.send(headers, result.bytes);
  }

  private headersOf(
    { ageMs }: QuickRequest,
    answering: AnsweringCall,
    providerModel: string,
    costUsd: string | null,
  ): string[] {
    const headers = this.settings.ANSWER_HEADERS
      ? answerHeadersInTurns({ answering, providerModel, ageMs, costUsd })
      : [];
    if (this.settings.ANSWER_HEADERS) headers.push('openai-processing-ms', String(Math.round(ageMs)));
    const { roomHeaders } = answering;
    if (roomHeaders) headers.push(...roomHeaders);
    const warnings = warningHeaders(answering);
    for (const name in warnings) headers.push(name, warnings[name]!);
    return headers;
  }
}

function contextOf(quick: QuickRequest, body: object, chat: ChatRequest): RelayContext {
  const { callersEndMs, requestId, callerId, request } = quick;
  return {
    session: sessionOf(callerId, request.headers, chat.request),
    requestId,
    callerId,
    callersEndMs,
    origin: quickOriginOf(quick.request, 'openai', body),
    bodyFor: (asked) => bodyAsItCame(quick.body, chat, asked),
    onEnded: (report) => quick.note(withSession(toLogFields(report), request.headers)),
  };
}
