import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isObject, type Fields } from '../../../../common/fields.js';
import { customFunction, customReason } from '../../../../port/custom-tool.js';
import type { RequestLosses } from '../../../request-losses.js';
import { quoted } from './quoted.js';

/** A tool that the caller runs by itself. */
export interface OfferedTool {
  /** `custom` takes a text where a function takes an object; `search` finds further tools. */
  readonly kind: 'function' | 'custom' | 'search';
  readonly name: string;
  /** The group that it was offered in; `null` = none. */
  readonly namespace: string | null;
  readonly definition: Fields;
  /** Where it stands in the request. */
  readonly place: string;
}

/** OpenAI takes no longer names of functions. */
const MAX_NAME_CHARACTERS = 64;

/** A tool of a request, and where it stands in it: `tools[1]`, `input[0].tools[2]`. */
export interface PlacedTool {
  readonly tool: Fields;
  readonly place: string;
}

/** The tools of a request: its own, and those that items of its input add. */
function toolsIn({ tools, input }: Fields): readonly PlacedTool[] {
  const items = placedIn(input, 'input').filter(({ tool: { type } }) => ADDING.has(type));
  return [
    ...placedIn(tools, 'tools'),
    ...items.flatMap(({ tool: item, place }) => placedIn(item['tools'], `${place}.tools`)),
  ];
}

function placedIn(list: unknown, path: string): PlacedTool[] {
  const all: readonly unknown[] = Array.isArray(list) ? list : [];
  return all.flatMap((tool, at) => (isObject(tool) ? [{ tool, place: `${path}[${at}]` }] : []));
}

/** The type of an item that adds tools: Codex offers them so to models that it knows. */
export const ADDITIONAL_TOOLS = 'additional_tools';

/** The type of an item with the tools that a search has found. */
export const FOUND_TOOLS = 'tool_search_output';

const ADDING: ReadonlySet<unknown> = new Set([ADDITIONAL_TOOLS, FOUND_TOOLS]);

/**
 * The type of a tool that finds further ones, which Codex offers in place of the tools of MCP servers; it has no name of
 * its own. Source: openai 7.59.0, `ToolSearchTool`, `ResponseToolSearchCall`, read 2026-11-29.
 */
export const TOOL_SEARCH = 'tool_search';

/** Who runs the search: left out, it is the provider. */
export function isByCaller({ execution }: Fields): boolean {
  return execution === 'client';
}

/**
 * The tools that a caller offers, by the names under which models know them. Chat completions have functions only, all
 * in one row: groups are told in the name, and a custom tool is a function with one text.
 */
export class OfferedTools {
  private readonly byName = new Map<string, OfferedTool>();

  /** @param body the request that offers them. */
  constructor(body: Fields, losses: RequestLosses) {
    for (const placed of toolsIn(body)) this.take(placed, null, losses);
  }

  /** The tool that a model means. One that was not offered is a function of that name. */
  named(name: string): Pick<OfferedTool, 'kind' | 'name' | 'namespace'> {
    return this.byName.get(name) ?? { kind: 'function', name, namespace: null };
  }

  /** In canonical words, those alone that `isAllowed` takes. */
  toCanonical(isAllowed: (tool: OfferedTool) => boolean): PlacedTool[] {
    const all = [...this.byName].filter(([, tool]) => isAllowed(tool));
    return all.map(([name, offered]) => ({
      tool: { type: 'function', function: toFunction(name, offered) },
      place: offered.place,
    }));
  }

  private take({ tool, place }: PlacedTool, namespace: string | null, losses: RequestLosses): void {
    const { type, name } = tool;
    if (type === 'namespace' && namespace === null && typeof name === 'string') {
      const tools = withDescription(placedIn(tool['tools'], `${place}.tools`), tool['description']);
      for (const inner of tools) this.take(inner, name, losses);
      return;
    }
    if (type === TOOL_SEARCH && isByCaller(tool)) {
      this.offer({ kind: 'search', name: TOOL_SEARCH, namespace: null, definition: tool, place }, losses);
      return;
    }
    if ((type !== 'function' && type !== 'custom') || typeof name !== 'string') {
      losses.drops('tools', `only OpenAI itself knows tools of type ${quoted(type)}`);
      return;
    }
    if (type === 'custom') losses.changes('tools', customReason(tool));
    this.offer({ kind: type, name, namespace, definition: tool, place }, losses);
  }

  /** The same tool may come several times: an agent that searched twice found it twice. */
  private offer(tool: OfferedTool, losses: RequestLosses): void {
    const name = modelNameOf(tool.name, tool.namespace);
    const earlier = this.byName.get(name);
    if (earlier && !isSame(earlier, tool))
      losses.drops('tools', `of several tools with the name ${quoted(name)} the last is offered`);
    this.byName.set(name, tool);
  }
}

function isSame(one: OfferedTool, other: OfferedTool): boolean {
  const isNamedAlike = one.kind === other.kind && one.namespace === other.namespace;
  return isNamedAlike && isDeepStrictEqual(toFunction('', one), toFunction('', other));
}

/** What is said of a group stands before what is said of its first tool: models are shown no groups. */
function withDescription(tools: readonly PlacedTool[], ofGroup: unknown): readonly PlacedTool[] {
  const [first, ...others] = tools;
  if (!first || typeof ofGroup !== 'string' || ofGroup === '') return tools;
  const { description } = first.tool;
  const own = typeof description === 'string' && description !== '' ? `\n\n${description}` : '';
  return [{ ...first, tool: { ...first.tool, description: ofGroup + own } }, ...others];
}

/** The names under which a model knows the tools of an item. */
export function toolNamesIn({ tools }: Fields): string[] {
  return objectsIn(tools).flatMap(({ type, name, tools: inner }) =>
    type === 'namespace'
      ? objectsIn(inner).map((tool) => modelNameOf(String(tool['name']), name))
      : [typeof name === 'string' ? name : String(type)],
  );
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
  if (kind === 'custom') return customFunction(name, definition);
  return {
    name,
    ...(typeof description === 'string' && { description }),
    parameters: isObject(parameters) ? parameters : { type: 'object', properties: {} },
    // Left out, it is true at OpenAI, which then rewrites the schema; others would refuse the schema as it is.
    ...(strict === true && { strict }),
  };
}

function objectsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
