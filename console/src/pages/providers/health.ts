/** What is told of a provider. */
interface Asked {
  readonly id: string;
  readonly configured: boolean;
  readonly open_breakers: readonly string[];
}

/** What is told of a model. */
interface Ending {
  readonly shutdown_date?: string | null | undefined;
}

/** How many targets of a route cannot be asked just now: their providers have no key, or their circuits are open. */
export function failingOf(targets: readonly string[], providers: readonly Asked[]): number {
  return targets.filter((target) => !canBeAsked(target, providers)).length;
}

/** @param target provider/model. */
function canBeAsked(target: string, providers: readonly Asked[]): boolean {
  const at = target.indexOf('/');
  const provider = providers.find(({ id }) => id === target.slice(0, at));
  return provider?.configured === true && !provider.open_breakers.includes(target.slice(at + 1));
}

const SOON_MS = 60 * 86_400_000;

/** Whether a model is shut down, or will be within two months, or later; `null` = nobody has said. */
export function endOf({ shutdown_date }: Ending, nowMs: number): 'over' | 'soon' | 'later' | null {
  if (!shutdown_date) return null;
  const leftMs = Date.parse(shutdown_date) - nowMs;
  if (leftMs <= 0) return 'over';
  return leftMs <= SOON_MS ? 'soon' : 'later';
}
