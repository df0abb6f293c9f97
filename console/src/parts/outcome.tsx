import { Mark, type Look } from './mark';

const LOOKS: Readonly<Record<string, Look>> = {
  ok: 'good',
  partial: 'warn',
  cancelled: 'still',
  refused: 'warn',
  failed: 'bad',
};

/** How a call, or an attempt of it, ended. */
export function Outcome({ outcome }: { readonly outcome: string }) {
  return <Mark look={LOOKS[outcome] ?? 'still'}>{outcome}</Mark>;
}
