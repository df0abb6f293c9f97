import { MODEL_NAME } from '../../port/model-name.js';
import { MAX_TOKENS_LIMIT, NON_BLANK, PromptRequestDto } from './dto/prompt-request.dto.js';

type Fits = (value: unknown) => boolean;

const isBoolean: Fits = (value) => typeof value === 'boolean';

/** As the decorators of `PromptRequestDto` say it; a `Map`, since names come from callers. */
const FITS: ReadonlyMap<string, Fits> = new Map<string, Fits>([
  ['prompt', (value) => typeof value === 'string' && NON_BLANK.test(value)],
  ['model', (value) => typeof value === 'string' && MODEL_NAME.test(value)],
  ['max_tokens', (value) => Number.isInteger(value) && isWithin(value as number, 1, MAX_TOKENS_LIMIT)],
  ['temperature', (value) => typeof value === 'number' && isWithin(value, 0, 2)],
  ['system', (value) => typeof value === 'string'],
  ['stream', isBoolean],
  ['strict', isBoolean],
]);

/**
 * A prompt as most are, at a tenth of what the validator takes: known fields, each of which fits, and no conversation.
 * `null` = the validator has to look at it.
 */
export function asPlainPrompt(body: Readonly<Record<string, unknown>>): PromptRequestDto | null {
  if (!Object.hasOwn(body, 'prompt')) return null;
  for (const name of Object.keys(body)) if (FITS.get(name)?.(body[name]) !== true) return null;
  return Object.assign(new PromptRequestDto(), body);
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
