import type { ModelInfo, Provider } from '@pydantic/genai-prices';

/** `-2024-08-06`, `-20251001`, `-0613`, `-11-2025`, `-001`, `-latest`: forms of one model. */
const FORM_OF_MODEL = /^-(\d{4}-\d{2}-\d{2}|\d{8}|\d{2}-\d{4}|\d{3,4}|latest)$/;

/**
 * Whether an entry of the table is this model, by one of its names or by a dated form of one, in whatever case. The
 * package also matches by beginnings, and so gives a new model the price of an older one.
 * @param asked the model's name at the provider.
 */
export function isItself(asked: string, model: Pick<ModelInfo, 'id' | 'match'>): boolean {
  return isNamed(asked.toLowerCase(), new Set(namesOf(model)));
}

/**
 * false = no model of a provider's table is this one. Much faster than the package's search that finds nothing.
 * @param findProvider by its id; a provider that resells has those of others as well.
 */
export function hasModel(
  provider: Provider,
  asked: string,
  findProvider: (id: string) => Provider | undefined,
): boolean {
  const all = [provider, ...resoldBy(provider, findProvider)];
  return all.some((one) => isNamed(asked.toLowerCase(), namesAt(one)));
}

/** The providers whose models this one sells as well, where the table knows them. */
export function resoldBy(
  { fallback_model_providers: ids = [] }: Provider,
  findProvider: (id: string) => Provider | undefined,
): Provider[] {
  return ids.flatMap((id) => findProvider(id) ?? []);
}

/** As long as the table lives. */
const namesByProvider = new WeakMap<Provider, ReadonlySet<string>>();

function namesAt(provider: Provider): ReadonlySet<string> {
  const names = namesByProvider.get(provider) ?? new Set(provider.models.flatMap(namesOf));
  namesByProvider.set(provider, names);
  return names;
}

/** By one of the names, or by a form of it. */
function isNamed(name: string, names: ReadonlySet<string>): boolean {
  if (names.has(name)) return true;
  for (let cut = name.lastIndexOf('-'); cut > 0; cut = name.lastIndexOf('-', cut - 1)) {
    if (names.has(name.slice(0, cut)) && FORM_OF_MODEL.test(name.slice(cut))) return true;
  }
  return false;
}

function namesOf({ id, match }: Pick<ModelInfo, 'id' | 'match'>): string[] {
  return [id, ...namesIn(match)].map((name) => name.toLowerCase());
}

/** The names that a rule of the table spells out. */
function namesIn(rule: unknown): string[] {
  if (typeof rule !== 'object' || rule === null) return [];
  const { equals, or } = rule as { equals?: unknown; or?: unknown };
  const own = typeof equals === 'string' ? [equals] : [];
  return Array.isArray(or) ? [...own, ...or.flatMap(namesIn)] : own;
}
