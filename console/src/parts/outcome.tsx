import { Mark, type Look } from './mark';

const LOOKS: Readonly<Record<string, Look>> = {
  ok: 'good',
  partial: 'warn',
  cancelled: 'still',
  refused: 'warn',
  failed: 'bad',
  pending: 'busy',
};

/** How a call, or an attempt of it, ended, or that it has not. */
export function Outcome({ outcome }: { readonly outcome: string }) {
  return <Mark look={LOOKS[outcome] ?? 'still'}>{outcomeText(outcome)}</Mark>;
}

/** The word for people. */
export function outcomeText(outcome: string): string {
  return outcome === 'pending' ? 'running' : outcome;
}
