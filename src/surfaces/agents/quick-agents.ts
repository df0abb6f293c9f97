import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { QuickRequest, QuickRoute } from '../../common/http/quick-route.js';
import type { RelayingStream } from '../../completions/completions.service.js';
import type { CallReport } from '../../completions/completion-outcome.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import type { BegunAttempt } from '../../completions/relay/begun-attempt.js';
import { drawnFor, type CallOnItsWay } from '../../completions/relay/call-on-its-way.js';
import type { RelayContext } from '../../completions/relay/relayed-call.js';
import type { RelayedStream } from '../../completions/relay/relayed-stream.js';
import { toLogFields } from '../call-log-fields.js';
import { sessionOf, withSession } from '../session-of.js';
import { quickOriginOf } from '../call-origin-of.js';
import { acceptsEventStream, AgentAnswers } from './agent-answers.js';
import { AGENTS_PATH } from './agents-path.js';
import type { PromptRequestDto } from './dto/prompt-request.dto.js';
import type { RestOfEvents } from './relayed-prompt.js';
import type { LlmAgent, WholeAnswer } from './llm-agent.js';
import { LlmAgentRegistry } from './llm-agent.registry.js';

const PATTERN = `/${AGENTS_PATH}/:provider`;
const JSON_TYPE = 'application/json; charset=utf-8';

interface QuickPrompt {
  readonly agent: LlmAgent;
  readonly quick: QuickRequest;
  readonly call: CompletionCall;
  readonly context: RelayContext;
  readonly goOn: (begun?: BegunAttempt) => void;
}

/** Prompts whose whole answer is like most, past the framework; all others go the usual way. */
@Injectable()
export class QuickAgents {
  constructor(
    private readonly registry: LlmAgentRegistry,
    private readonly answers: AgentAnswers,
  ) {}

  get routes(): QuickRoute[] {
    return this.registry.agents.map((agent) => ({
      path: `/${AGENTS_PATH}/${agent.definition.id}`,
      pattern: PATTERN,
      handle: (quick, body) => this.handle(agent, quick, body),
    }));
  }

  private handle(agent: LlmAgent, quick: QuickRequest, body: object): void {
    const dto = parsed(agent, body);
    const context = contextOf(quick, body);
    const call = dto && agent.tryToCall(dto, context);
    const goOn = (begun?: BegunAttempt) => this.goOn(agent, quick, body, { begun, drawn: drawnFor(call) });
    const isStream = dto?.stream ?? acceptsEventStream(quick.request);
    const relayed =
      call &&
      (isStream
        ? this.stream({ agent, quick, call, context, goOn })
        : agent.relay(call, context, { answered: (answer) => send(quick, answer), goOn }));
    if (relayed) quick.onGone = relayed.goOn;
    else goOn();
  }

  private stream({ agent, quick, call, context, goOn }: QuickPrompt): RelayingStream | null {
    const stream = agent.relayStream(call, context, {
      began: (headers) => quick.beginStream(inTurns(headers), () => stream?.resume()),
      passed: (events) => quick.write(events),
      finished: (events) => quick.end([events]),
      goOn,
      goOnWithRest: (rest, restOf) => this.goOnWithRest(agent, quick, rest, restOf),
    });
    return stream;
  }

  private goOnWithRest(
    agent: LlmAgent,
    quick: QuickRequest,
    rest: RelayedStream,
    restOf: RestOfEvents,
  ): void {
    quick.onGone = null;
    quick.handOver();
    const { request, response } = quick;
    const answered = this.answers.goOn(agent, rest, restOf, request as Request, response as Response);
    answered.catch((error: unknown) => quick.fail(error));
  }

  private goOn(agent: LlmAgent, quick: QuickRequest, body: object, way: CallOnItsWay): void {
    quick.onGone = null;
    quick.handOver();
    const { request, response } = quick;
    const answered = this.answers.answer(agent, body, request as Request, response as Response, way);
    answered.catch((error: unknown) => quick.fail(error));
  }
}

/** `null` = the usual way says what is wrong. */
function parsed(agent: LlmAgent, body: object): PromptRequestDto | null {
  try {
    return agent.parse(body);
  } catch {
    return null;
  }
}

function contextOf(quick: QuickRequest, body: object): RelayContext {
  const { requestId, callerId, request } = quick;
  const session = sessionOf(callerId, request.headers, body);
  const origin = quickOriginOf(request, 'agents', body);
  const onEnded = (report: CallReport) => quick.note(withSession(toLogFields(report), request.headers));
  const { callersEndMs } = quick;
  return { requestId, callerId, session, origin, callersEndMs, onEnded };
}

function send(quick: QuickRequest, { envelope, headers }: Pick<WholeAnswer, 'envelope' | 'headers'>): void {
  const all = inTurns(headers);
  all.push('content-type', JSON_TYPE);
  quick.send(all, Buffer.from(JSON.stringify(envelope)));
}

function inTurns(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flat();
}
