import type { ModelRequest } from '../../port/canonical.js';

/** Where providers that route by themselves take further models: OpenRouter's `models`, and `fallbacks`, its later name. */
const FURTHER_MODELS = ['models', 'fallbacks'] as const;

/** The models that a provider may answer a request with: its own first, then those that it names besides. */
export function modelsOf(request: ModelRequest): readonly [string, ...string[]] {
  const fields = request as ModelRequest & Readonly<Record<string, unknown>>;
  // of most: none
  if (!namesFurther(fields)) return [request.model];
  const further = FURTHER_MODELS.flatMap((field) => fields[field]).map(nameOf);
  return [request.model, ...further.filter((name) => name !== null && name !== request.model)] as [
    string,
    ...string[],
  ];
}

function namesFurther(fields: Readonly<Record<string, unknown>>): boolean {
  for (const field of FURTHER_MODELS) if (fields[field] !== undefined) return true;
  return false;
}

function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const named =
    typeof value === 'object' && value !== null ? (value as { readonly model?: unknown }).model : null;
  return typeof named === 'string' ? named : null;
}
