import type { Script } from '../scripted-upstream/exchange.js';
import type { RecordedRequest } from '../scripted-upstream/recorded-request.js';
import { ScriptedUpstream } from '../scripted-upstream/scripted-upstream.js';
import { chatScript, modelsScript, orRefusal, unknownUrlScript } from './openai-chat.js';
import { embeddingsScript } from './openai-embeddings.js';
import type { OpenAiAccount } from './openai-chat.js';
import { openAiHeaders } from './openai-headers.js';
import { OPENAI_MODELS } from './openai-models.js';
import type { OpenAiReply } from './openai-reply.js';
import { textScript } from './openai-texts.js';

/** A function acts whatever the request holds; a reply is said only to a request that OpenAI would take. */
export type OpenAiTurn = Script | OpenAiReply;

/** OpenAI as a double over real HTTP: it refuses what OpenAI refuses today and answers in its shapes. */
export interface ScriptedOpenAi {
  /** Ends in `/v1`, like the real one. */
  readonly baseUrl: string;
  readonly requests: readonly RecordedRequest[];
  /** Connections held open by peers now. */
  readonly openSockets: number;
  /** The turn for every request to a model from now on; `reply({})` goes back to the default. */
  reply(turn: OpenAiTurn): void;
  /** Turns for the next requests to a model, one each; they go before `reply`. */
  next(...turns: readonly OpenAiTurn[]): void;
  /** Hands out each request once, in order; waits for one that has yet to come. */
  nextRequest(): Promise<RecordedRequest>;
  /** Ends every socket; rejects if a script threw. */
  close(): Promise<void>;
}

export interface ScriptedOpenAiOptions extends Partial<OpenAiAccount> {
  /** The one key that is accepted; `sk-test-upstream` by default. */
  readonly apiKey?: string;
  /** Tokens that a reasoning model spends before its first word; 640 by default. */
  readonly reasoningTokens?: number;
}

/** Of responses it has no rules, and takes scripts alone. */
const RESPONSES_PATH = '/v1/responses';
const MODEL_PATHS = ['/v1/chat/completions', '/v1/completions', '/v1/embeddings', RESPONSES_PATH];
const asksModel = ({ method, path }: RecordedRequest): boolean =>
  method === 'POST' && MODEL_PATHS.includes(path);
const isModels = ({ method, path }: RecordedRequest): boolean => method === 'GET' && path === '/v1/models';

export async function startScriptedOpenAi(options: ScriptedOpenAiOptions = {}): Promise<ScriptedOpenAi> {
  const account = { apiKey: 'sk-test-upstream', models: OPENAI_MODELS, reasoningTokens: 640, ...options };
  let answers = 0;
  const nextId = (): string => `chatcmpl-scripted${String((answers += 1)).padStart(8, '0')}`;
  const toScript = (turn: OpenAiTurn): Script =>
    typeof turn === 'function' ? turn : (exchange) => replyTo(exchange.request, turn)(exchange);
  const replyTo = ({ path }: RecordedRequest, reply: OpenAiReply): Script => {
    if (path === RESPONSES_PATH) return unknownUrlScript();
    if (path === '/v1/embeddings') return orRefusal(embeddingsScript(account.apiKey, reply));
    if (path === '/v1/completions') return orRefusal(textScript(account.apiKey, reply));
    return chatScript(account, reply, nextId);
  };
  let standing = toScript({});

  const upstream = await ScriptedUpstream.start({
    headers: openAiHeaders,
    takesScripts: asksModel,
    fallback: (exchange) => {
      if (asksModel(exchange.request)) return standing(exchange);
      return (isModels(exchange.request) ? modelsScript(account) : unknownUrlScript())(exchange);
    },
  });

  return {
    baseUrl: `${upstream.origin}/v1`,
    requests: upstream.requests,
    get openSockets() {
      return upstream.openSockets;
    },
    reply: (turn) => void (standing = toScript(turn)),
    next: (...turns) => upstream.next(...turns.map(toScript)),
    nextRequest: () => upstream.nextRequest(),
    close: () => upstream.close(),
  };
}
