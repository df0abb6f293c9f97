import type { Script } from '../scripted-upstream/exchange.js';
import type { JsonObject } from '../scripted-upstream/recorded-request.js';
import { answerJson } from '../scripted-upstream/scripts.js';
import { stream } from '../scripted-upstream/stream-script.js';
import { invalidRequest, OpenAiRefusal } from './openai-error.js';
import { toModelList } from './openai-models.js';
import type { OpenAiModel } from './openai-models.js';
import { composeAnswer } from './openai-reply.js';
import type { Answer, OpenAiReply } from './openai-reply.js';
import { checkChatRequest, checkKey } from './openai-rules.js';
import { toSteps } from './openai-stream-plans.js';
import { toCompletion, toFrames } from './openai-wire.js';

export interface OpenAiAccount {
  readonly apiKey: string;
  readonly models: readonly OpenAiModel[];
  readonly reasoningTokens: number;
}

/** Answers a chat completion with `reply`, or with the refusal that OpenAI would give for it. */
export function chatScript(account: OpenAiAccount, reply: OpenAiReply, nextId: () => string): Script {
  return orRefusal(async (exchange) => {
    checkKey(exchange.request, account.apiKey);
    const body = exchange.request.body;
    if (body === undefined) throw invalidRequest('The body is no JSON object.', null, null);
    const model = checkChatRequest(body, account.models);
    const { reasoningTokens } = account;
    const answer = composeAnswer(body, reply, { id: nextId(), model, reasoningTokens });
    const script = body['stream'] === true ? streamScript(body, answer, reply) : plainScript(answer, reply);
    await script(exchange);
  });
}

export function modelsScript(account: OpenAiAccount): Script {
  return orRefusal(async (exchange) => {
    checkKey(exchange.request, account.apiKey);
    await answerJson(200, toModelList(account.models))(exchange);
  });
}

export function unknownUrlScript(): Script {
  return orRefusal(({ request }) => {
    const message = `Invalid URL (${request.method} ${request.path})`;
    throw new OpenAiRefusal(404, { message, type: 'invalid_request_error', param: null, code: null });
  });
}

function plainScript(answer: Answer, reply: OpenAiReply): Script {
  if (reply.stream !== undefined) throw new Error('a stream was scripted, but the request asked for none');
  return answerJson(200, toCompletion(answer));
}

function streamScript(body: JsonObject, answer: Answer, reply: OpenAiReply): Script {
  const options = (body['stream_options'] ?? {}) as JsonObject;
  const frames = toFrames(answer, {
    hasUsage: options['include_usage'] === true,
    hasObfuscation: options['include_obfuscation'] !== false,
  });
  const plan = reply.stream ?? {};
  return stream(toSteps(frames, plan), plan);
}

/** Answers with what the script throws, where that is a refusal of OpenAI's. */
export function orRefusal(script: Script): Script {
  return async (exchange) => {
    try {
      await script(exchange);
    } catch (error) {
      if (!(error instanceof OpenAiRefusal)) throw error;
      await error.toScript()(exchange);
    }
  };
}
