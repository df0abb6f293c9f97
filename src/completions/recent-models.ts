/** What is remembered of models, of so many at most: the one whose entry is the oldest is forgotten first. */
export class RecentModels<T> {
  /** The model that was put last is last. */
  private readonly byKey = new Map<string, T>();

  constructor(private readonly maxModels: number) {}

  get size(): number {
    return this.byKey.size;
  }

  /** @param model by its name at the provider. */
  get(providerId: string, model: string): T | undefined {
    return this.byKey.get(keyOf(providerId, model));
  }

  /** @param value `null` = nothing more is known of it. */
  put(providerId: string, model: string, value: T | null): void {
    const key = keyOf(providerId, model);
    this.byKey.delete(key);
    if (value !== null) this.byKey.set(key, value);
    const [oldest] = this.byKey.keys();
    if (this.byKey.size > this.maxModels && oldest !== undefined) this.byKey.delete(oldest);
  }
}

function keyOf(providerId: string, model: string): string {
  return `${providerId}/${model}`;
}
