/** What is told of a model. */
interface Ending {
  readonly shutdown_date?: string | null | undefined;
}

const SOON_MS = 60 * 86_400_000;

/** Whether a model is shut down, or will be within two months, or later; `null` = nobody has said. */
export function endOf({ shutdown_date }: Ending, nowMs: number): 'over' | 'soon' | 'later' | null {
  if (!shutdown_date) return null;
  const leftMs = Date.parse(shutdown_date) - nowMs;
  if (leftMs <= 0) return 'over';
  return leftMs <= SOON_MS ? 'soon' : 'later';
}
