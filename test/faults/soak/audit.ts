import { sees, type Check } from '../support/fault-case.js';
import { LEFT, type SoakedRequest, type Verdict } from './compare.js';
import { costOf, type BookedCall, type SoakedBooks } from './books-of.js';

/** Of the soak's one model, in 10^-12 US dollars a token. */
export const INPUT_PICO_USD = 1_000_000n;
export const OUTPUT_PICO_USD = 2_000_000n;

/** Holds the books against the log, which was held against what callers got and the upstream did. */
export function audit(
  requests: readonly SoakedRequest[],
  verdicts: readonly Verdict[],
  books: SoakedBooks,
): Check[] {
  const byId = new Map<string, BookedCall[]>();
  for (const call of books.calls) byId.set(call.requestId, [...(byId.get(call.requestId) ?? []), call]);
  const complaints = requests.flatMap((request, index) => {
    const rows = byId.get(request.plan.requestId) ?? [];
    return complaintsOf(request, verdicts[index]!, rows);
  });
  const told = complaints.length === 0 ? 0 : `${complaints.length}: ${complaints.slice(0, 5).join('; ')}`;
  return [
    sees('books: rows', requests.length, books.calls.length),
    sees('books: rows that disagree', '0', told),
    sees('books: spent by the budget', costOf(books.calls), books.spent),
    sees('books: reserved at rest', 0n, books.reserved),
    sees(
      'books: calls under way at rest',
      0,
      books.calls.filter(({ outcome }) => outcome === 'pending').length,
    ),
  ];
}

function complaintsOf(
  { plan, lines }: SoakedRequest,
  { end, attempts, tokens }: Verdict,
  rows: readonly BookedCall[],
) {
  const [row] = rows;
  const [line = {}] = lines;
  if (!row || rows.length > 1) return [`${plan.requestId} has ${rows.length} rows`];
  const isGood = tokens !== null;
  const isBegun = plan.isStream && end.startsWith('200');
  const outcome = isGood ? 'ok' : end === LEFT ? 'cancelled' : isBegun ? 'partial' : 'failed';
  const told = (name: string) => line[name] ?? null;
  const cost =
    BigInt(row.inputTokens ?? 0) * INPUT_PICO_USD + BigInt(row.outputTokens ?? 0) * OUTPUT_PICO_USD;
  const rules: [boolean, string][] = [
    [row.outcome === outcome, `is booked as ${row.outcome}, and ended with ${end}`],
    [row.errorCode === told('error_code'), `is booked with ${row.errorCode}`],
    [row.attempts === (attempts > 1 ? attempts : 0), `has ${row.attempts} rows of ${attempts} attempts`],
    [row.inputTokens === told('prompt_tokens'), `is booked with ${row.inputTokens} tokens of input`],
    [row.outputTokens === told('completion_tokens'), `is booked with ${row.outputTokens} tokens of output`],
    [(row.cost ?? 0n) === cost, `is booked with ${row.cost}, and costs ${cost}`],
  ];
  return rules.filter(([holds]) => !holds).map(([, what]) => `${plan.requestId} ${what}`);
}
