/** How often a budget or a limit begins anew, in words: `an hour`. */
export function perText(per: string): string {
  if (per === 'total') return 'in all';
  return per === 'hour' ? 'an hour' : `a ${per}`;
}
