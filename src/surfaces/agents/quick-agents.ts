import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { parseSmallJsonBody, type JsonShapeLimits } from '../../common/http/json-limits.js';
import type { QuickRequest, QuickRoute } from '../../common/http/quick-route.js';
import type { BegunAttempt } from '../../completions/relay/begun-attempt.js';
import { toLogFields } from '../call-log-fields.js';
import { acceptsEventStream, AgentAnswers } from './agent-answers.js';
import { AGENTS_PATH } from './agents-path.js';
import type { LlmAgent, WholeAnswer } from './llm-agent.js';
import { LlmAgentRegistry } from './llm-agent.registry.js';

const PATTERN = `/${AGENTS_PATH}/:provider`;
const JSON_TYPE = 'application/json; charset=utf-8';

/** Prompts whose whole answer is like most, past the framework; all others go the usual way. */
@Injectable()
export class QuickAgents {
  constructor(
    private readonly registry: LlmAgentRegistry,
    private readonly answers: AgentAnswers,
  ) {}

  /** @param limits of a body. */
  routes(limits: JsonShapeLimits): QuickRoute[] {
    return this.registry.agents.map((agent) => ({
      path: `/${AGENTS_PATH}/${agent.definition.id}`,
      pattern: PATTERN,
      handle: (quick) => this.handle(agent, quick, limits),
    }));
  }

  private handle(agent: LlmAgent, quick: QuickRequest, limits: JsonShapeLimits): void {
    const body = parseSmallJsonBody(quick.body, limits);
    if (acceptsEventStream(quick.request) || !this.relay(agent, quick, body)) this.goOn(agent, quick, body);
  }

  /** @returns whether the prompt is on its way. */
  private relay(agent: LlmAgent, quick: QuickRequest, body: object): boolean {
    const { requestId, callerId } = quick;
    const relayed = agent.relay(
      body,
      { requestId, callerId, onEnded: (report) => quick.note(toLogFields(report)) },
      {
        answered: (answer) => send(quick, answer),
        goOn: (begun) => this.goOn(agent, quick, body, begun),
      },
    );
    if (relayed) quick.onGone = relayed.goOn;
    return relayed !== null;
  }

  private goOn(agent: LlmAgent, quick: QuickRequest, body: object, begun?: BegunAttempt): void {
    quick.onGone = null;
    quick.handOver();
    const { request, response } = quick;
    const answered = this.answers.answer(agent, body, request as Request, response as Response, begun);
    answered.catch((error: unknown) => quick.fail(error));
  }
}

function send(quick: QuickRequest, { envelope, headers: told }: Pick<WholeAnswer, 'envelope' | 'headers'>): void {
  const headers = ['content-type', JSON_TYPE];
  for (const name in told) headers.push(name, told[name]!);
  quick.send(headers, Buffer.from(JSON.stringify(envelope)));
}
