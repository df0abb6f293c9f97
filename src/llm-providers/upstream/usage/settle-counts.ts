/** Tokens that are told apart: thoughts, or what was read from a cache. */
export interface TokenPart {
  /** `null` = not reported. */
  readonly tokens: number | null;
  /** The habit of the wire: the part is not contained in the count that it belongs to. */
  readonly isBeside: boolean;
}

/** Counts as a provider reported them, in tokens; `null` = it did not. */
export interface ReportedCounts {
  readonly prompt: number | null;
  readonly completion: number | null;
  readonly total: number | null;
  readonly promptParts: readonly TokenPart[];
  readonly completionParts: readonly TokenPart[];
}

/** Counts in canonical form, in tokens, where parts are inside; `null` = not known. */
export interface SettledCounts {
  readonly prompt: number | null;
  readonly completion: number | null;
  readonly total: number | null;
}

interface SidePart {
  readonly side: 'prompt' | 'completion';
  readonly tokens: number;
  readonly isBeside: boolean;
}

/**
 * Puts the parts into the counts. Providers of one wire differ: xAI counts reasoning beside the answer, some servers
 * cached tokens beside the prompt. The total tells: of all ways to add up, the one that comes to it holds, the wire's
 * habit first. Where no way does, the habit and the total stay as reported, but a total that is smaller than what it
 * counts gives way to the sum. Without a total, reasoning that is more
 * than the answer cannot be a part of it. What is missing of prompt, completion and total follows from the others.
 */
export function settleCounts(reported: ReportedCounts): SettledCounts {
  const parts = [...sideParts('completion', reported), ...sideParts('prompt', reported)];
  const { prompt, completion } = reported;
  const total = reported.total === 0 && (prompt ?? 0) + (completion ?? 0) > 0 ? null : reported.total;
  if (total === null)
    return withSum(
      sumsOf(
        reported,
        parts.map((part) => outsideWhereTooLarge(part, reported)),
      ),
    );
  if (prompt === null || completion === null)
    return withTotal(withRest(sumsOf(reported, parts), { ...reported, total }), total);
  const fitting = arrangementsOf(parts).find((arranged) => {
    const sums = sumsOf(reported, arranged);
    return (
      (sums.prompt ?? 0) + (sums.completion ?? 0) === total &&
      arranged.every(({ isBeside, side, tokens }) => isBeside || tokens <= (reported[side] ?? 0))
    );
  });
  return withTotal(sumsOf(reported, fitting ?? parts), total);
}

function sideParts(side: SidePart['side'], reported: ReportedCounts): SidePart[] {
  const parts = side === 'prompt' ? reported.promptParts : reported.completionParts;
  return parts.flatMap(({ tokens, isBeside }) => (tokens ? [{ side, tokens, isBeside }] : []));
}

type Sums = Pick<SettledCounts, 'prompt' | 'completion'>;

function sumsOf(reported: ReportedCounts, parts: readonly SidePart[]): Sums {
  const sumOf = (side: SidePart['side']) => {
    const beside = parts.filter((part) => part.side === side && part.isBeside);
    const known = reported[side];
    if (known === null && beside.length === 0) return null;
    return beside.reduce((sum, { tokens }) => sum + tokens, known ?? 0);
  };
  return { prompt: sumOf('prompt'), completion: sumOf('completion') };
}

/** All ways to have each part inside or beside, those with the fewest changes of habit first. */
function arrangementsOf(parts: readonly SidePart[]): SidePart[][] {
  const ways = Array.from({ length: 2 ** parts.length }, (_, way) =>
    parts.map((_part, place) => ((way >> place) & 1) === 1),
  );
  const changes = (way: readonly boolean[]) => way.filter(Boolean).length;
  return ways
    .toSorted((one, other) => changes(one) - changes(other))
    .map((way) => parts.map((part, place) => ({ ...part, isBeside: part.isBeside !== way[place] })));
}

function outsideWhereTooLarge(part: SidePart, { completion }: ReportedCounts): SidePart {
  const isTooLarge = part.side === 'completion' && completion !== null && part.tokens > completion;
  return isTooLarge ? { ...part, isBeside: true } : part;
}

function withSum({ prompt, completion }: Sums): SettledCounts {
  const total = prompt === null || completion === null ? null : prompt + completion;
  return { prompt, completion, total };
}

/** A total below its parts cannot be: it is their sum, or not known where one of them is not. */
function withTotal(sums: Sums, total: number): SettledCounts {
  return (sums.prompt ?? 0) + (sums.completion ?? 0) > total ? withSum(sums) : { ...sums, total };
}

/** One of the two was not reported: it is what the other leaves of the total. */
function withRest(sums: Sums, { prompt, completion, total }: ReportedCounts): SettledCounts {
  const rest = (other: number | null, own: number | null) =>
    total === null || other === null || total - other < (own ?? 0) ? own : total - other;
  if (completion === null && prompt !== null) {
    return { prompt: sums.prompt, completion: rest(sums.prompt, sums.completion), total };
  }
  if (prompt === null && completion !== null) {
    return { prompt: rest(sums.completion, sums.prompt), completion: sums.completion, total };
  }
  return { ...sums, total };
}
