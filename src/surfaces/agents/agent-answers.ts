import { Inject, Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../common/clock.js';
import { sendEventStream } from '../../common/http/event-stream.js';
import { addLogFields, logAfter } from '../../common/http/log-fields.js';
import { REQUEST_ID_HEADER } from '../../common/http/request-id.js';
import { sendJson } from '../../common/http/send-json.js';
import { CallExplained } from '../../completions/call-explanation.js';
import { onItsWay, type CallOnItsWay } from '../../completions/relay/call-on-its-way.js';
import type { RelayedStream } from '../../completions/relay/relayed-stream.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import { toExplanationJson } from '../explanation-json.js';
import { callContextOf } from '../call-context-of.js';
import { AGENT_STATUS, type AgentStatus } from './agent-status.js';
import type { LlmAgent } from './llm-agent.js';
import type { RestOfEvents } from './relayed-prompt.js';

/** Answers prompts over HTTP, by whichever way they came in. */
@Injectable()
export class AgentAnswers {
  constructor(
    @Inject(AGENT_STATUS) private readonly statusOf: AgentStatus,
    @Inject(LLM_PROVIDERS_SETTINGS) private readonly settings: LlmProvidersSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param way what was done for it before it came here. */
  async answer(
    agent: LlmAgent,
    body: unknown,
    request: Request,
    response: Response,
    way: CallOnItsWay = {},
  ): Promise<void> {
    addLogFields(response, { provider: agent.definition.id });
    const answered = this.send(agent, body, request, response, way).finally(() => way.begun?.discard());
    await logAfter(response, answered);
  }

  /** Goes on with a stream whose beginning the caller has. */
  async goOn(
    agent: LlmAgent,
    stream: RelayedStream,
    restOf: RestOfEvents,
    request: Request,
    response: Response,
  ): Promise<void> {
    addLogFields(response, { provider: agent.definition.id });
    await logAfter(response, this.sendRest(stream, restOf, request, response));
  }

  private async sendRest(
    stream: RelayedStream,
    restOf: RestOfEvents,
    request: Request,
    response: Response,
  ): Promise<void> {
    const context = callContextOf(request, response, this.clock, this.statusOf);
    const opened = stream.open(context);
    if (response.destroyed) {
      await opened.parts.return?.();
      return;
    }
    const { CLIENT_STALL_TIMEOUT_MS: stallTimeoutMs } = this.settings;
    await sendEventStream(response, restOf(opened, context.meterAnswer), { stallTimeoutMs });
  }

  private async send(
    agent: LlmAgent,
    body: unknown,
    request: Request,
    response: Response,
    way: CallOnItsWay,
  ): Promise<void> {
    const context = { ...callContextOf(request, response, this.clock, this.statusOf), ...onItsWay(way) };
    response.setHeader(REQUEST_ID_HEADER, context.requestId);
    const answer = await agent
      .handle(body, context, { prefersStream: acceptsEventStream(request) })
      .catch(explained);
    if (answer.kind === 'explained') {
      addLogFields(response, { explained: true });
      await sendJson(response, answer.body, this.settings.CLIENT_STALL_TIMEOUT_MS);
      return;
    }
    if (response.destroyed) {
      if (answer.kind === 'stream') await answer.leave();
      return;
    }
    response.set(answer.headers);
    if (answer.kind === 'stream') {
      await sendEventStream(response, answer.events, {
        stallTimeoutMs: this.settings.CLIENT_STALL_TIMEOUT_MS,
      });
      return;
    }
    const { envelope, error } = answer;
    if (error) addLogFields(response, { error });
    response.status(error ? this.statusOf(error) : 200);
    await sendJson(response, envelope, this.settings.CLIENT_STALL_TIMEOUT_MS);
  }
}

function explained(thrown: unknown) {
  if (!(thrown instanceof CallExplained)) throw thrown;
  return { kind: 'explained', body: toExplanationJson(thrown.explanation) } as const;
}

/** Asked for by name only: a client that accepts anything gets JSON. */
export function acceptsEventStream({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const ranges = (headers.accept ?? '').toLowerCase().split(',');
  return ranges.some(
    (range) => /^\s*text\/event-stream\s*(;|$)/.test(range) && !/;\s*q=0(\.0*)?\s*(;|$)/.test(range),
  );
}
