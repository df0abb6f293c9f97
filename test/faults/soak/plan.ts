/** What an upstream does with one attempt. */
export type Act =
  | 'good'
  | 'hold'
  | 'hold-midway'
  | 'status-400'
  | 'status-401'
  | 'status-402'
  | 'status-404'
  | 'status-409'
  | 'status-429'
  | 'status-500'
  | 'status-503'
  | 'status-529'
  | 'redirect'
  | 'html'
  | 'half-json'
  | 'error-inside'
  | 'reset'
  | 'cut-short'
  | 'cut-midway'
  | 'garbage-line'
  | 'no-reason'
  | 'silent'
  | 'tiny-writes'
  | 'no-done';

/** One request of the soak: all that will happen to it, fixed before it begins. */
export interface Plan {
  readonly index: number;
  readonly requestId: string;
  readonly provider: string;
  readonly isStream: boolean;
  /** It asks for a vector, by OpenAI's API. */
  readonly isEmbedding: boolean;
  /** In turn; the last one stays. */
  readonly acts: readonly Act[];
  /** The caller leaves: once the upstream holds the request, or once a first word came. */
  readonly isCancelled: boolean;
  /** Stands in prompt and answer, and nowhere else. */
  readonly marker: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Words of the answer. */
  readonly wordCount: number;
}

/** What comes of an answer that was asked for in one piece, and of one that is streamed, by the last act. */
export interface ActEnd {
  readonly whole: string | null;
  /** `null` = this act is for whole answers only, and the other way round. */
  readonly streamed: string | null;
}

const both = (end: string): ActEnd => ({ whole: end, streamed: end });
const GOOD: ActEnd = { whole: '200 success', streamed: '200 done' };
const BROKEN = '502 provider.invalid_response';
const BROKEN_STREAM = '200 provider.invalid_response';

/** Statuses and codes as callers see them; of acts of streams that come after the first word, in the error event. */
export const ENDS: Readonly<Record<Act, ActEnd>> = {
  good: GOOD,
  hold: both('0 client.gone'),
  'hold-midway': { whole: null, streamed: '0 client.gone' },
  'status-400': both('400 provider.rejected'),
  'status-401': both('502 provider.auth_failed'),
  'status-402': both('502 provider.quota_exhausted'),
  'status-404': both('400 provider.rejected'),
  'status-409': both('409 provider.conflict'),
  'status-429': both('429 provider.rate_limited'),
  'status-500': both('502 provider.unavailable'),
  'status-503': both('502 provider.unavailable'),
  'status-529': both('502 provider.unavailable'),
  redirect: both('502 provider.unavailable'),
  html: both(BROKEN),
  'half-json': { whole: BROKEN, streamed: null },
  'error-inside': both('502 provider.unavailable'),
  reset: both('502 provider.unavailable'),
  'cut-short': { whole: BROKEN, streamed: null },
  'cut-midway': { whole: null, streamed: BROKEN_STREAM },
  'garbage-line': { whole: null, streamed: BROKEN_STREAM },
  'no-reason': { whole: null, streamed: BROKEN_STREAM },
  silent: { whole: '504 provider.timed_out', streamed: '200 provider.timed_out' },
  'tiny-writes': { whole: null, streamed: '200 done' },
  'no-done': { whole: null, streamed: '200 done' },
};

const FAULTS = (Object.keys(ENDS) as Act[]).filter((act) => !['good', 'hold', 'hold-midway'].includes(act));
const FAULTS_OF = {
  whole: FAULTS.filter((act) => ENDS[act].whole !== null),
  streamed: FAULTS.filter((act) => ENDS[act].streamed !== null),
};

export const PROVIDERS = 20;
const FAULT_SHARE = 0.1;
const CANCEL_SHARE = 0.05;
const STREAM_SHARE = 0.5;
const EMBEDDING_SHARE = 0.1;
/** What an upstream of vectors may do, besides answering well. */
const EMBEDDING_FAULTS: readonly Act[] = [
  'status-400',
  'status-401',
  'status-429',
  'status-500',
  'html',
  'reset',
];

/** Draws the next request: one in ten meets a fault, one in twenty is left by its caller. */
export function drawPlan(random: () => number, index: number): Plan {
  const isEmbedding = random() < EMBEDDING_SHARE;
  const isStream = !isEmbedding && random() < STREAM_SHARE;
  const fate = random();
  const isCancelled = fate < CANCEL_SHARE;
  const isFaulty = !isCancelled && fate < CANCEL_SHARE + FAULT_SHARE;
  const upTo = (limit: number) => Math.floor(random() * limit);
  return {
    index,
    requestId: `soak-${index}`,
    provider: `soak-${index % PROVIDERS}`,
    isStream,
    isEmbedding,
    acts: isCancelled
      ? [drawHold(isStream, random)]
      : isFaulty
        ? drawFaults(isEmbedding ? EMBEDDING_FAULTS : FAULTS_OF[isStream ? 'streamed' : 'whole'], random)
        : ['good'],
    isCancelled,
    marker: `marker-${index}-${upTo(1e9).toString(36)}`,
    promptTokens: 1 + upTo(1_000),
    completionTokens: isEmbedding ? 0 : 1 + upTo(1_000),
    wordCount: upTo(30),
  };
}

export function answerOf({ index, isEmbedding, marker, wordCount }: Plan): string {
  if (isEmbedding) return JSON.stringify([index, 0.5]);
  return [marker, ...Array.from({ length: wordCount }, (_, at) => `word${at}`), marker].join(' ');
}

function drawHold(isStream: boolean, random: () => number): Act {
  return isStream && random() < 0.5 ? 'hold-midway' : 'hold';
}

/** Once, or for good. */
function drawFaults(faults: readonly Act[], random: () => number): Act[] {
  const fault = faults[Math.floor(random() * faults.length)] ?? 'status-500';
  return random() < 0.5 ? [fault, 'good'] : [fault];
}
