const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const dateTimes = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'medium',
});
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const times = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** What is not known; never a zero. */
export const UNKNOWN = '–';

/** US dollars from a decimal string; small amounts keep three digits that say something. */
export function usd(amount: string | null | undefined): string {
  if (amount === null || amount === undefined) return UNKNOWN;
  const value = Number(amount);
  if (value === 0) return '$0';
  if (Math.abs(value) >= 100) return `$${counts.format(value)}`;
  if (Math.abs(value) >= 1) return `$${value.toFixed(2)}`;
  const digits = Math.min(12, 2 - Math.floor(Math.log10(Math.abs(value))));
  return `$${value.toFixed(digits).replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : counts.format(value);
}

/** 128000 as `128k`: for windows of models, where the digits after it say nothing. */
export function roundCount(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (value >= 1_000_000) return `${trimmed(value / 1_000_000)}M`;
  return value >= 10_000 ? `${trimmed(value / 1_000)}k` : counts.format(value);
}

export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms < 10) return `${trimmed(ms)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(2)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

/** @param part of 1. */
export function share(part: number | null): string {
  if (part === null) return UNKNOWN;
  return `${part > 0 && part < 0.1 ? (part * 100).toFixed(1) : Math.round(part * 100)} %`;
}

/** In the time of whoever looks. */
export function dateTime(time: string | null | undefined): string {
  return time ? dateTimes.format(new Date(time)) : UNKNOWN;
}

/** The same, without the day where it is this one. */
export function moment(time: string | null | undefined): string {
  if (!time) return UNKNOWN;
  const date = new Date(time);
  const ofDay = times.format(date);
  return date.toDateString() === new Date().toDateString() ? ofDay : `${days.format(date)}, ${ofDay}`;
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}
