import { markedName } from '../../port/function-names.js';

/**
 * Names that OpenAI takes and Gemini refuses begin with a digit or a dash, as those of tools behind a server `1c` do ("Must
 * start with a letter or an underscore"; dust-tt/dust#28212). Source: @google/genai 3.3.0, `FunctionDeclaration.name`, read
 * 2026-12-01.
 */
const TAKEN = /^[a-z_][\w.:-]{0,127}$/i;

/** The name of a function as Gemini takes it. */
export function geminiFunctionName(name: string): string {
  return TAKEN.test(name) ? name : markedName(`_${name}`);
}
