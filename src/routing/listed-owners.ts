import type { Clock } from '../common/clock.js';
import type { ListCaller } from './model-lists/list-caller.js';
import type { ModelList, ModelListService } from './model-lists/model-list.service.js';
import type { ProviderDestination } from './provider-destination.js';

/** What a list said of a name holds for so long. */
const LIFETIME_MS = 60_000;
const MAX_REMEMBERED = 1_000;

/** Who lists a model, in the catalogue's order. */
export interface ListedOwnership {
  readonly owners: readonly ProviderDestination[];
  /** Whose list could not be read; told where nobody else has the model, and else empty. */
  readonly unread: readonly ProviderDestination[];
}

const NONE: readonly ProviderDestination[] = Object.freeze([]);

interface Remembered {
  readonly owners: readonly ProviderDestination[];
  readonly untilMs: number;
}

/** Providers whose own list has a model. What was found is remembered, so that a call costs the same with many. */
export class ListedOwners {
  private readonly byModel = new Map<string, Remembered>();
  private readonly namesIn = new WeakMap<ModelList, ReadonlySet<string>>();

  constructor(
    private readonly providers: readonly ProviderDestination[],
    private readonly lists: ModelListService,
    private readonly clock: Clock,
  ) {}

  /** Of those that are configured. A list that cannot be read has no model. */
  async of(model: string, caller: ListCaller): Promise<ListedOwnership> {
    const known = this.byModel.get(model);
    if (known && known.untilMs > this.clock.monotonicMs()) return { owners: known.owners, unread: NONE };
    const configured = this.providers.filter(({ isConfigured }) => isConfigured);
    const lists = await Promise.all(configured.map(({ provider }) => this.lists.listOf(provider, caller)));
    const owners = configured.filter((_, at) => this.namesOf(lists[at]!).has(model));
    if (owners.length === 0)
      return { owners, unread: configured.filter((_, at) => lists[at]!.error !== null) };
    this.remember(model, owners);
    return { owners, unread: NONE };
  }

  private namesOf(list: ModelList): ReadonlySet<string> {
    const names = this.namesIn.get(list) ?? new Set(list.models.map(({ id }) => id));
    this.namesIn.set(list, names);
    return names;
  }

  private remember(model: string, owners: readonly ProviderDestination[]): void {
    this.byModel.delete(model);
    this.byModel.set(model, { owners, untilMs: this.clock.monotonicMs() + LIFETIME_MS });
    const [oldest] = this.byModel.keys();
    if (this.byModel.size > MAX_REMEMBERED && oldest !== undefined) this.byModel.delete(oldest);
  }
}
