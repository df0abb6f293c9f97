import { withNumbersWithin } from '../../common/written-numbers.js';
import type { CompletionRequest } from '../../port/canonical.js';
import { FunctionNames } from '../../port/function-names.js';
import { withAllowedTools } from '../upstream/allowed-tools.js';
import { withoutCustomTools } from '../upstream/custom-tools.js';
import { inTools } from '../upstream/older-functions.js';
import { withUniqueTools } from '../upstream/unique-tools.js';
import { toContents, toSystemInstruction } from './gemini-contents.js';
import { geminiFunctionName } from './gemini-function-name.js';
import { toGenerationConfig } from './gemini-generation-config.js';
import type { GeminiRequest } from './gemini-request.js';
import { toFunctionDeclarations, toToolConfig } from './gemini-tools.js';
import { unsupported } from './unsupported.js';

/** Models differ in how many they write, and none writes more (router-for-me/CLIProxyAPI#961, read 2026-12-01). */
const MAX_ANSWERS = 8;

/** Of one call: its request and its answer are put in the same names. */
export function geminiNames(): FunctionNames {
  return new FunctionNames(geminiFunctionName);
}

/**
 * A canonical request in Gemini's words; the model is no part of them, it stands in the address.
 * @throws GatewayError `provider.rejected` for what has no words there.
 */
export function toGeminiRequest(asked: CompletionRequest, names = geminiNames()): GeminiRequest {
  const request = names.toModel(withAllowedTools(withUniqueTools(withoutCustomTools(inTools(asked)))));
  requireAnswers(request);
  const contents = toContents(request);
  if (contents.length === 0) {
    throw unsupported('it needs a message that is no instruction, with some content', 'messages');
  }
  const systemInstruction = toSystemInstruction(request.messages);
  const functionDeclarations = toFunctionDeclarations(request.tools);
  const toolConfig = toToolConfig(request.tool_choice);
  const generationConfig = toGenerationConfig(request);
  return withNumbersWithin(asked, {
    contents,
    ...(systemInstruction && { systemInstruction }),
    ...(functionDeclarations.length > 0 && {
      tools: [{ functionDeclarations }] as const,
      ...(toolConfig && { toolConfig }),
    }),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
  });
}

/** Fewer would be another wish than the caller's. */
function requireAnswers({ n }: CompletionRequest): void {
  if (typeof n !== 'number' || n <= MAX_ANSWERS) return;
  throw unsupported(
    `n must be between 1 and ${MAX_ANSWERS} for its models; lower it, or ask several times`,
    'n',
  );
}
