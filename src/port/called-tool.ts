import { isObject, type Fields } from '../common/fields.js';

/** The argument of a function that stands for a custom tool: that tool takes a text where a function takes an object. */
export const CUSTOM_INPUT = 'input';

/** What a call, or a piece of one, says of its tool. */
export interface CalledTool {
  readonly name: unknown;
  /** Arguments in JSON; of a custom tool, its text as it is. */
  readonly text: unknown;
  readonly isCustom: boolean;
}

/**
 * The tool of a call of chat completions, which knows custom tools beside functions. A model may call one that it was
 * offered as a function.
 * Source: openai 7.57.0, `ChatCompletionMessageCustomToolCall`, read 2026-11-29.
 */
export function calledTool(call: object): CalledTool {
  const { function: called, custom } = call as Fields;
  if (isObject(custom) && !isObject(called))
    return { name: custom['name'], text: custom['input'], isCustom: true };
  const { name, arguments: text } = isObject(called) ? called : {};
  return { name, text, isCustom: false };
}
