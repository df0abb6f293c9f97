import type { Completion } from 'openai/resources/completions';
import type { Script } from '../scripted-upstream/exchange.js';
import type { JsonObject } from '../scripted-upstream/recorded-request.js';
import { answerJson } from '../scripted-upstream/scripts.js';
import { stream } from '../scripted-upstream/stream-script.js';
import { OpenAiRefusal } from './openai-error.js';
import { splitTokens, type OpenAiReply } from './openai-reply.js';
import { checkKey, checkKnownFields } from './openai-rules.js';
import { toSteps } from './openai-stream-plans.js';
import type { OpenAiFrame } from './openai-wire.js';

const MODELS: readonly unknown[] = ['gpt-3.5-turbo-instruct'];
const FIELDS: ReadonlySet<string> = new Set(
  'model prompt best_of echo frequency_penalty logit_bias logprobs max_tokens n presence_penalty seed stop stream stream_options suffix temperature top_p user'.split(
    ' ',
  ),
);
const USAGE = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };

/** Answers a completion of a text as OpenAI would, with the text of `reply`. */
export function textScript(apiKey: string, reply: OpenAiReply): Script {
  return async (exchange) => {
    checkKey(exchange.request, apiKey);
    const body = exchange.request.body ?? {};
    checkKnownFields(body, FIELDS);
    if (!MODELS.includes(body['model'])) throw notACompletionModel();
    const text = reply.text ?? ' and so on.';
    const script = body['stream'] === true ? streamed(body, text, reply) : whole(body, text, reply);
    await script(exchange);
  };
}

function whole(body: JsonObject, text: string, { finishReason = 'stop' }: OpenAiReply): Script {
  const count = Number(body['n'] ?? 1);
  const choices = Array.from({ length: count }, (_, index) => choiceOf(text, finishReason, index));
  return answerJson(200, { ...objectOf(body), choices, usage: USAGE });
}

function streamed(body: JsonObject, text: string, reply: OpenAiReply): Script {
  const { include_usage: hasUsage } = (body['stream_options'] ?? {}) as JsonObject;
  const usage = hasUsage === true ? { usage: null } : {};
  const chunk = (piece: string, reason: string | null) => ({
    ...objectOf(body),
    choices: [choiceOf(piece, reason)],
    ...usage,
  });
  const frames = [
    ...splitTokens(text).map((piece) => chunk(piece, null)),
    chunk('', reply.finishReason ?? 'stop'),
    ...(hasUsage === true ? [{ ...objectOf(body), choices: [], usage: USAGE }] : []),
    '[DONE]',
  ] as unknown as readonly OpenAiFrame[];
  const plan = reply.stream ?? {};
  return stream(toSteps(frames, plan), plan);
}

function objectOf({ model }: JsonObject): Omit<Completion, 'choices'> {
  return { id: 'cmpl-scripted', object: 'text_completion', created: 1_790_000_000, model: String(model) };
}

function choiceOf(text: string, finishReason: string | null, index = 0) {
  return { text, index, logprobs: null, finish_reason: finishReason };
}

/** As OpenAI tells it of a chat model (openai/openai-python#1106). */
function notACompletionModel(): OpenAiRefusal {
  const message =
    'This is a chat model and not supported in the v1/completions endpoint. Did you mean to use v1/chat/completions?';
  return new OpenAiRefusal(404, { message, type: 'invalid_request_error', param: 'model', code: null });
}
