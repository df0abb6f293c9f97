import type { CompletionRequest } from '../../../port/canonical.js';
import { lastUserText } from '../message-text.js';
import type { SandboxAnswer } from '../sandbox-answer.js';
import { sampleOfSchema } from '../schema-sample.js';

const EXCERPT_CHARACTERS = 80;

/** JSON that fits the schema of `response_format`, else an object about the prompt. */
export function answerByJson(request: CompletionRequest): SandboxAnswer {
  return { text: JSON.stringify(valueFor(request)), toolName: null, reasoningTokens: 0 };
}

function valueFor(request: CompletionRequest): unknown {
  const format = request.response_format;
  const schema = format?.type === 'json_schema' ? format.json_schema.schema : undefined;
  return schema ? sampleOfSchema(schema, 'response_format') : aboutPrompt(lastUserText(request));
}

function aboutPrompt(prompt: string) {
  const excerpt = Array.from(prompt.slice(0, 2 * EXCERPT_CHARACTERS))
    .slice(0, EXCERPT_CHARACTERS)
    .join('');
  return { simulated: true, prompt_characters: prompt.length, prompt_excerpt: excerpt };
}
