import { isObject, type Fields } from '../../common/fields.js';
import type { CallAtGate } from '../../completions/call-gate.js';
import type { CallOrigin } from '../../completions/call-origin.js';
import type { PreparedTarget } from '../../completions/prepare-target.js';
import type { ModelRequest } from '../../port/canonical.js';

/**
 * Where a request names further models: OpenRouter's `models`, and `fallbacks`, its later name; Anthropic's `fallbacks`,
 * of which the word `default` leaves the choice to Anthropic.
 */
const FURTHER_MODELS = ['models', 'fallbacks'] as const;
/** Tools by which a model asks another one for advice: Anthropic's, and OpenRouter's. */
const ADVISOR = /^(?:openrouter:)?advisor/;

/** The models that a provider may answer a request with: its own first, then those that it names besides. */
export function modelsOf(request: ModelRequest): readonly [string, ...string[]] {
  const fields = request as ModelRequest & Fields;
  const { tools } = fields;
  const advisors = Array.isArray(tools) ? tools.filter(isAdvisor) : [];
  // of most: none
  if (advisors.length === 0 && !namesFurther(fields)) return [request.model];
  const further = [...FURTHER_MODELS.flatMap((field) => fields[field]), ...advisors].map(nameOf);
  return [request.model, ...further.filter((name) => name !== null && name !== request.model)] as [
    string,
    ...string[],
  ];
}

/**
 * The call, with the further models that its body names at each target to which that goes as it came: canonical words do
 * not say them.
 */
export function withNamedModels(asked: CallAtGate): CallAtGate {
  const { origin } = asked.context;
  const named = origin?.body ? listsIn(origin.body as Fields) : null;
  if (!origin || named === null) return asked;
  const withNamed = (each: PreparedTarget) =>
    goesAsItCame(each, origin.surface) ? { ...each, request: { ...named, ...each.request } } : each;
  return { ...asked, prepared: (call) => asked.prepared(call).map(withNamed) };
}

/** `null` = it names none, as most. */
function listsIn({ models, fallbacks, tools }: Fields): Fields | null {
  const advisors = Array.isArray(tools) ? tools.filter(isAdvisor) : [];
  const isNone = !Array.isArray(models) && !Array.isArray(fallbacks) && advisors.length === 0;
  if (isNone) return null;
  return {
    ...(Array.isArray(models) && { models }),
    ...(Array.isArray(fallbacks) && { fallbacks }),
    ...(advisors.length > 0 && { tools: advisors }),
  };
}

function goesAsItCame(
  { target: { provider }, request: { model } }: PreparedTarget,
  surface: CallOrigin['surface'],
): boolean {
  if (surface === 'openai') return provider.responses !== undefined;
  const { messages } = provider;
  return surface === 'anthropic' && messages !== undefined && (messages.serves?.(model) ?? true);
}

function namesFurther(fields: Fields): boolean {
  for (const field of FURTHER_MODELS) if (fields[field] !== undefined) return true;
  return false;
}

function isAdvisor(tool: unknown): tool is Fields {
  return isObject(tool) && typeof tool['type'] === 'string' && ADVISOR.test(tool['type']);
}

function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return null;
  const { model, parameters } = value;
  const named = model ?? (isObject(parameters) ? parameters['model'] : null);
  return typeof named === 'string' ? named : null;
}
