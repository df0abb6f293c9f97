import { firstDayOf } from '../spend/groups';

/** Of which time requests are looked at. */
export const PERIODS = [
  { value: '', label: 'Any time' },
  { value: 'hour', label: 'Last hour' },
  { value: '1', label: 'Today, in UTC' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: 'custom', label: 'From – to' },
];

const MINUTE_MS = 60_000;

/** As the API takes it: from a time on, and up to one. */
export interface Period {
  readonly from?: string;
  readonly to?: string;
}

/** What is chosen in an address; times that stand there are chosen as well. */
export function choiceIn(params: URLSearchParams): string {
  const chosen = PERIODS.find(({ value }) => value === params.get('time'))?.value ?? '';
  return chosen === '' && (params.has('from') || params.has('to')) ? 'custom' : chosen;
}

/** Whether nothing can lie in the time of an address: it ends before it begins. */
export function isBackwards(params: URLSearchParams): boolean {
  return Date.parse(params.get('to') ?? '') <= Date.parse(params.get('from') ?? '');
}

/** The time that an address asks for. What follows from the present one changes once a minute, not at each look. */
export function periodIn(params: URLSearchParams, nowMs: number): Period {
  const choice = choiceIn(params);
  if (choice === '') return {};
  if (choice === 'custom') {
    const [from, to] = [params.get('from'), params.get('to')];
    return { ...(from && { from }), ...(to && { to }) };
  }
  if (choice !== 'hour') return { from: firstDayOf(choice, nowMs) };
  const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  return { from: new Date(minute - 60 * MINUTE_MS).toISOString() };
}
