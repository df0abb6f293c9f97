const TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):?(\d\d))$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const MINUTE_MS = 60_000;

/**
 * A time of RFC 3339, with its seconds left out if need be, in milliseconds since the Unix epoch.
 * @returns `null` = it is none, or of a day or an hour that there is not: `Date.parse` takes the 31st of February.
 */
export function parseTime(text: string): number | null {
  const [, year, month, day, hour, minute, second = '0', fraction = '', sign, hours = '0', minutes = '0'] =
    TIME.exec(text) ?? [];
  if (year === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  const local = startOf(`${year}-${month}-${day}`);
  if (local === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return local + (Number(hour) * 60 + Number(minute) - offset) * MINUTE_MS + Number(second) * 1_000 + ms;
}

/** The same of a day, which begins at midnight in UTC. */
export function parseDay(text: string): number | null {
  return DAY.test(text) ? startOf(text) : null;
}

function startOf(day: string): number | null {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day) ? ms : null;
}
