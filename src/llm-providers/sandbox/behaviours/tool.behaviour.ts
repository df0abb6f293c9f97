import type { CompletionRequest } from '../../../port/canonical.js';
import { textOf } from '../message-text.js';
import type { SandboxAnswer } from '../sandbox-answer.js';
import { sampleOfSchema } from '../schema-sample.js';

const NO_TOOL = 'No function was offered, so the simulator calls none. Offer one in "tools".';

/**
 * A call of the tool that the request asks for, its arguments made up from its schema; a result is repeated as text.
 */
export function answerByTool(request: CompletionRequest): SandboxAnswer {
  const last = request.messages.at(-1);
  // repeating the result ends a loop that would otherwise call the tool for ever
  if (last?.role === 'tool') return message(textOf(last));
  const tool = chosenFunction(request);
  if (!tool) return message(NO_TOOL);
  const value = tool.parameters ? sampleOfSchema(tool.parameters, 'tools') : {};
  return { text: JSON.stringify(value), toolName: tool.name, reasoningTokens: 0 };
}

function chosenFunction({ tools, tool_choice: choice }: CompletionRequest) {
  if (choice === 'none') return undefined;
  const functions = (tools ?? []).flatMap((tool) => (tool.type === 'function' ? [tool.function] : []));
  if (typeof choice !== 'object' || choice.type !== 'function') return functions[0];
  return functions.find(({ name }) => name === choice.function.name);
}

function message(text: string): SandboxAnswer {
  return { text, toolName: null, reasoningTokens: 0 };
}
