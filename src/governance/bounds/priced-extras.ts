import { isObject, type Fields } from '../../common/fields.js';

/** What a request asks for that has a price of its own beside its tokens: a dearer service, or tools of the provider. */
export type PricedExtra = 'tier' | 'tool';

/**
 * Services at the usual price, or below it. Others cost a multiple that no table of prices has: OpenAI's `priority`,
 * Anthropic's `speed: fast`. Source: their price lists, read 2026-11-29.
 */
const USUAL_TIERS: ReadonlySet<string> = new Set(['auto', 'default', 'standard', 'standard_only', 'flex']);
const USUAL_SPEEDS: ReadonlySet<string> = new Set(['standard', 'normal']);

/** How types of tools begin that a provider runs, and takes money for by the call; what they read are tokens besides. */
const PRICED_TOOLS = [
  'web_search',
  'file_search',
  'code_interpreter',
  'code_execution',
  'image_generation',
  'openrouter:',
] as const;
/** The same in Gemini's API, where a tool is the name of its field. */
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
] as const;

/** @param body of a request in any of the APIs that are served; looked at only. `null` = its tokens are all it costs. */
export function pricedExtraOf(body: object): PricedExtra | null {
  const { service_tier: tier, serviceTier = tier, speed, tools, plugins, model, ...others } = body as Fields;
  if (isOther(serviceTier, USUAL_TIERS) || isOther(speed, USUAL_SPEEDS)) return 'tier';
  const searches = isObject(others['web_search_options']) || (Array.isArray(plugins) && plugins.length > 0);
  // OpenRouter's spelling of a model that searches first
  const isOnline = typeof model === 'string' && model.endsWith(':online');
  const hasTool = Array.isArray(tools) && tools.some(isPricedTool);
  return searches || isOnline || hasTool ? 'tool' : null;
}

function isOther(value: unknown, usual: ReadonlySet<string>): boolean {
  return typeof value === 'string' && !usual.has(value.toLowerCase());
}

function isPricedTool(tool: unknown): boolean {
  if (!isObject(tool)) return false;
  const { type } = tool;
  if (typeof type === 'string') return PRICED_TOOLS.some((priced) => type.startsWith(priced));
  return PRICED_FIELDS.some((field) => isObject(tool[field]));
}
