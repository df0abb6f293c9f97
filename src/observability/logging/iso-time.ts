const MS_PER_SECOND = 1_000;
let second = -1;
let untilSecond = '';

/**
 * As `Date` writes it, which takes several times as long: most lines share their second with the one before.
 * @param nowMs in milliseconds since the Unix epoch, whole and not before it.
 */
export function isoTime(nowMs: number): string {
  const ms = nowMs % MS_PER_SECOND;
  const now = (nowMs - ms) / MS_PER_SECOND;
  if (now !== second) {
    second = now;
    untilSecond = new Date(nowMs).toISOString().slice(0, -'000Z'.length);
  }
  return `${untilSecond}${String(ms).padStart(3, '0')}Z`;
}
