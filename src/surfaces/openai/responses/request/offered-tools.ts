import { createHash } from 'node:crypto';
import { isObject, type Fields } from '../../../../common/fields.js';
import type { RequestLosses } from '../../../request-losses.js';
import { quoted } from './quoted.js';

/** A tool that the caller runs by itself. */
export interface OfferedTool {
  /** `custom` takes a text where a function takes an object. */
  readonly kind: 'function' | 'custom';
  readonly name: string;
  /** The group that it was offered in; `null` = none. */
  readonly namespace: string | null;
  readonly definition: Fields;
}

/** OpenAI takes no longer names of functions. */
const MAX_NAME_CHARACTERS = 64;

/** The argument of a function that stands for a custom tool. */
export const CUSTOM_INPUT = 'input';

/** The tools of a request: its own, and those that items of its input add. */
export function toolsIn({ tools, input }: Fields): readonly Fields[] {
  const items = objectsIn(input).filter(({ type }) => type === ADDITIONAL_TOOLS);
  return [...objectsIn(tools), ...items.flatMap((item) => objectsIn(item['tools']))];
}

/** The type of an item that adds tools: Codex offers them so to models that it knows. */
export const ADDITIONAL_TOOLS = 'additional_tools';

/**
 * The tools that a caller offers, by the names under which models know them. Chat completions have functions only, all
 * in one row: groups are told in the name, and a custom tool is a function with one text.
 */
export class OfferedTools {
  private readonly byName = new Map<string, OfferedTool>();

  constructor(tools: readonly Fields[], losses: RequestLosses) {
    for (const tool of tools) this.offer(tool, null, losses);
  }

  /** The tool that a model means. One that was not offered is a function of that name. */
  named(name: string): Pick<OfferedTool, 'kind' | 'name' | 'namespace'> {
    return this.byName.get(name) ?? { kind: 'function', name, namespace: null };
  }

  /** In canonical words, those alone that `isAllowed` takes. */
  toCanonical(isAllowed: (tool: OfferedTool) => boolean): Fields[] {
    const all = [...this.byName].filter(([, tool]) => isAllowed(tool));
    return all.map(([name, tool]) => ({ type: 'function', function: toFunction(name, tool) }));
  }

  private offer(tool: Fields, namespace: string | null, losses: RequestLosses): void {
    const { type, name } = tool;
    if (type === 'namespace' && namespace === null && typeof name === 'string') {
      for (const inner of objectsIn(tool['tools'])) this.offer(inner, name, losses);
      return;
    }
    if ((type !== 'function' && type !== 'custom') || typeof name !== 'string') {
      losses.drops('tools', `only OpenAI itself runs tools of type ${quoted(type)}`);
      return;
    }
    if (type === 'custom') losses.changes('tools', customReason(tool));
    this.byName.set(modelNameOf(name, namespace), { kind: type, name, namespace, definition: tool });
  }
}

/** The name under which a model knows a tool: the same in each request, so that earlier calls keep theirs. */
export function modelNameOf(name: string, namespace: unknown): string {
  if (typeof namespace !== 'string' || namespace === '') return name;
  const whole = namespace.endsWith('_') ? `${namespace}${name}` : `${namespace}__${name}`;
  if (whole.length <= MAX_NAME_CHARACTERS) return whole;
  const mark = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${whole.slice(0, MAX_NAME_CHARACTERS - 9)}_${mark}`;
}

function toFunction(name: string, { kind, definition }: OfferedTool): Fields {
  const { description, parameters, strict } = definition;
  if (kind === 'custom') return { name, description: customDescription(definition), parameters: ONE_TEXT };
  return {
    name,
    ...(typeof description === 'string' && { description }),
    parameters: isObject(parameters) ? parameters : { type: 'object', properties: {} },
    // Left out, it is true at OpenAI, which then rewrites the schema; others would refuse the schema as it is.
    ...(strict === true && { strict }),
  };
}

const ONE_TEXT = Object.freeze({
  type: 'object',
  properties: { [CUSTOM_INPUT]: { type: 'string', description: 'The whole input of the tool, as it is.' } },
  required: [CUSTOM_INPUT],
  additionalProperties: false,
});

/** The grammar is told, and nothing holds the model to it. */
function customDescription({ description, format }: Fields): string {
  const said = typeof description === 'string' ? description : '';
  const { syntax, definition } = isObject(format) ? format : {};
  if (typeof definition !== 'string') return said;
  return `${said}\n\nThe input follows this grammar (${String(syntax)}):\n${definition}`.trim();
}

function customReason({ format }: Fields): string {
  const isHeld = isObject(format) && format['type'] === 'grammar';
  const grammar = isHeld ? ', and nothing holds it to its grammar' : '';
  return `the model is shown a custom tool as a function with one text${grammar}`;
}

function objectsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
