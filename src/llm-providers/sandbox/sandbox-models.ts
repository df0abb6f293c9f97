import type { CompletionRequest } from '../../port/canonical.js';
import type { ListedModel } from '../../port/llm-provider.js';
import { answerByEcho } from './behaviours/echo.behaviour.js';
import { answerByExtract } from './behaviours/extract.behaviour.js';
import { answerByJson } from './behaviours/json.behaviour.js';
import { answerByReasoning, REASONING_TOKENS } from './behaviours/reasoning.behaviour.js';
import { answerByTool } from './behaviours/tool.behaviour.js';
import type { SandboxAnswer } from './sandbox-answer.js';

/** A way of answering, chosen by model name. */
export interface SandboxModel {
  readonly name: string;
  readonly description: string;
  /** A whole model name that uses it. */
  readonly example: string;
  /** The request field without which it has little to do; the agent endpoint takes no such field. */
  readonly needsField?: 'response_format' | 'tools';
  /** @throws GatewayError `provider.rejected` if the request asks for what it cannot make. */
  readonly answer: (request: CompletionRequest) => SandboxAnswer;
}

/** Every simulated model. Documentation and messages derive from this table. */
export const SANDBOX_MODELS: readonly SandboxModel[] = Object.freeze([
  {
    name: 'sim/echo',
    description: "Repeats the last user message's text, byte for byte.",
    example: 'sim/echo:latency-ms=1500',
    answer: answerByEcho,
  },
  {
    name: 'sim/extract',
    description:
      'Picks the first sentence of the last user message and the two longest others of its first 100,000 characters.',
    example: 'sim/extract',
    answer: answerByExtract,
  },
  {
    name: 'sim/json',
    description:
      'Fills the JSON schema of response_format with sample values ("pattern" is not obeyed); without one, an object about the prompt.',
    example: 'sim/json:chunk-ms=20',
    needsField: 'response_format',
    answer: answerByJson,
  },
  {
    name: 'sim/tool',
    description:
      "Calls the first function offered, or the one that tool_choice names, with arguments that fit its schema; repeats a tool's result.",
    example: 'sim/tool',
    needsField: 'tools',
    answer: answerByTool,
  },
  {
    name: 'sim/reasoning',
    description: `Spends ${REASONING_TOKENS} reasoning tokens, then repeats the last user message; a smaller token limit leaves the answer empty.`,
    example: 'sim/reasoning',
    answer: answerByReasoning,
  },
]);

/** What the simulator's list says of its models: fields that they have little to do without are what they can. */
export function listSandboxModels(): ListedModel[] {
  const chatting = SANDBOX_MODELS.map(({ name, needsField }) => ({
    id: name,
    capabilities: {
      tools: needsField === 'tools',
      vision: false,
      reasoning: name === 'sim/reasoning',
      structuredOutput: needsField === 'response_format',
    },
  }));
  return [...chatting, { id: SANDBOX_EMBEDDING.name, capabilities: NOTHING_BUT_VECTORS }];
}

const NOTHING_BUT_VECTORS = Object.freeze({
  tools: false,
  vision: false,
  reasoning: false,
  structuredOutput: false,
});

/** The simulated model that makes vectors; it is asked at /v1/embeddings. */
export const SANDBOX_EMBEDDING = Object.freeze({
  name: 'sim/embedding',
  description:
    'Makes a vector of length 1 out of the hash of each text, at /v1/embeddings; of 16 numbers, or of as many as `dimensions` says.',
  example: 'sim/embedding:latency-ms=200',
});
