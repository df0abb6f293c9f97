import { isObject, type Fields } from '../../common/fields.js';
import { regionBilledApart } from '../../port/service-tier.js';
import { isTokenCount } from '../../port/token-count.js';

/** What a request asks for that may cost more than its tokens at their usual price. */
export interface PricedExtras {
  /** Services that may be dearer, in small letters; `auto` = the provider chooses one. Which one is given is not known. */
  readonly tiers: readonly string[];
  /** One that may be dearer, in small letters; `null` = none is named. */
  readonly region: string | null;
  /** Calls of tools that the provider runs, at most; behind each of them the model reads all anew. */
  readonly toolCalls: number;
  /** So many of them may be searches of the web, which have a price by the piece. */
  readonly webSearches: number;
  /** There are tools whose calls have no bound, or no price that is known. */
  readonly isOpen: boolean;
  /** Among them is something that no bound helps: it has no price here, or no answer counts it. */
  readonly isUnpriced: boolean;
}

export const NO_EXTRAS: PricedExtras = Object.freeze({
  tiers: Object.freeze([]),
  region: null,
  toolCalls: 0,
  webSearches: 0,
  isOpen: false,
  isUnpriced: false,
});

/**
 * Services at the usual price, or below it; `auto` may be any. Others cost a multiple of it: OpenAI's `priority`, Anthropic's `speed: fast`.
 * Source: their price lists, read 2026-11-29.
 */
const USUAL: ReadonlySet<unknown> = new Set(['default', 'standard', 'standard_only', 'flex', 'normal']);

/** How types of tools begin that a provider runs, and takes money for by the call; what they read are tokens besides. */
const PRICED_TOOLS = [
  'web_search',
  'file_search',
  'code_interpreter',
  'code_execution',
  'image_generation',
  'openrouter:',
  // Another model, at its own price, whose tokens stand apart in usage.
  'advisor',
  // Nothing by the call, and no bound to what they bring.
  'mcp',
  'web_fetch',
] as const;
/** Tools without a price by the call: each call costs the tokens that it makes the model read. */
const READING_TOOLS = /^(mcp(_toolset)?|web_fetch(_\d{8})?)$/;
/** Tools whose searches have a known price. */
const SEARCHING_TOOLS = /^web_search(_\d{8}|_\d{4}_\d{2}_\d{2})?$/;
/** Anthropic's, whose `max_uses` bounds them; the names of OpenAI's have dashes or none in their dates. */
const BOUNDED_BY_ITSELF = /^web_(search|fetch)_\d{8}$/;
/** OpenAI's, which `max_tool_calls` bounds; an older one, `web_search_preview`, has another price for some models. */
const BOUNDED_BY_REQUEST = /^web_search(_\d{4}_\d{2}_\d{2})?$/;
/**
 * The same in Gemini's API, where a tool is the name of its field. Source: @google/genai 3.3.0, `Tool`, read 2026-12-01;
 * functions and a computer are the
 * caller's to run, and code is executed at no price.
 */
const PRICED_FIELDS = [
  'googleSearch',
  'google_search',
  'googleSearchRetrieval',
  'google_search_retrieval',
  'googleMaps',
  'google_maps',
  'enterpriseWebSearch',
  'enterprise_web_search',
  'fileSearch',
  'file_search',
  'urlContext',
  'url_context',
  'mcpServers',
  'mcp_servers',
  'retrieval',
  'exaAiSearch',
  'exa_ai_search',
  'parallelAiSearch',
  'parallel_ai_search',
] as const;

/**
 * @param body of a request in any of the APIs that are served; looked at only.
 * @param assumedCalls so many calls a request makes at most of tools whose calls it does not bound, all of them together;
 * `null` = it may be any number.
 */
export function pricedExtrasOf(body: object, assumedCalls: number | null = null): PricedExtras {
  const { tools, plugins, model } = body as Fields;
  const tiers = tiersOf(body as Fields);
  const region = regionBilledApart((body as Fields)['inference_geo']);
  const isUsual = tiers.length === 0 && region === null;
  const { web_search_options: options, mcp_servers: servers, max_tool_calls: maxToolCalls } = body as Fields;
  const isPriced = isObject(options) || isFilled(plugins);
  // OpenRouter's spelling of a model that searches first
  const isOnline = typeof model === 'string' && model.endsWith(':online');
  if (isPriced || isOnline) return { ...NO_EXTRAS, tiers, region, isOpen: true, isUnpriced: true };
  const priced: Fields[] = Array.isArray(tools) ? tools.filter(isPricedTool) : [];
  if (isFilled(servers)) priced.push({ type: 'mcp' });
  if (priced.length === 0) return isUsual ? NO_EXTRAS : { ...NO_EXTRAS, tiers, region };
  return { tiers, region, ...callsOf(priced, maxToolCalls, assumedCalls) };
}

function callsOf(
  tools: readonly Fields[],
  maxToolCalls: unknown,
  assumedCalls: number | null,
): Omit<PricedExtras, 'tiers' | 'region'> {
  const uses = { toolCalls: 0, webSearches: 0, isOpen: false, isUnpriced: false };
  let hasShared = false;
  const unbounded = { calls: 0, searches: 0 };
  for (const { type, max_uses: maxUses } of tools) {
    const name = String(type);
    if (BOUNDED_BY_ITSELF.test(name) && isTokenCount(maxUses)) {
      uses.toolCalls += maxUses;
      if (name.startsWith('web_search')) uses.webSearches += maxUses;
    } else if (BOUNDED_BY_REQUEST.test(name) && isTokenCount(maxToolCalls)) hasShared = true;
    else if (assumedCalls !== null && SEARCHING_TOOLS.test(name)) unbounded.searches = assumedCalls;
    else if (assumedCalls !== null && READING_TOOLS.test(name)) unbounded.calls = assumedCalls;
    else {
      uses.isOpen = true;
      uses.isUnpriced ||= !SEARCHING_TOOLS.test(name) && !READING_TOOLS.test(name);
    }
  }
  const shared = hasShared ? (maxToolCalls as number) : 0;
  const { calls, searches } = unbounded;
  return {
    ...uses,
    toolCalls: uses.toolCalls + shared + Math.max(calls, searches),
    webSearches: uses.webSearches + shared + searches,
  };
}

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

/** A provider goes by one of the names, and passes over those of others. */
function tiersOf({ service_tier: tier, serviceTier, speed, fallbacks }: Fields): readonly string[] {
  // of most: none
  if (tier === undefined && serviceTier === undefined && speed === undefined && !isFilled(fallbacks))
    return NO_EXTRAS.tiers;
  // Anthropic's name a speed of their own
  const further = Array.isArray(fallbacks) ? fallbacks.filter(isObject).map((other) => other['speed']) : [];
  return [speed, tier, serviceTier, ...further]
    .filter((value) => typeof value === 'string')
    .map((value) => value.toLowerCase())
    .filter((name) => !USUAL.has(name));
}

function isPricedTool(tool: unknown): tool is Fields {
  if (!isObject(tool)) return false;
  const { type } = tool;
  if (type === 'shell') return isHosted(tool);
  if (typeof type === 'string') return PRICED_TOOLS.some((priced) => type.startsWith(priced));
  return PRICED_FIELDS.some((field) => isObject(tool[field]) || isFilled(tool[field]));
}

/** OpenAI's, in a container that is billed by its time; elsewhere the caller runs what it is asked to. */
function isHosted({ environment }: Fields): boolean {
  return isObject(environment) && String(environment['type']).startsWith('container');
}
