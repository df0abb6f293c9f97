/** Line ends that server-sent events may have. */
export const LINE_ENDS = Object.freeze({ LF: '\n', CRLF: '\r\n', CR: '\r' });

/** How far a streamed answer has come, as far as a caller is concerned. */
export type Progress = 'unfinished' | 'finished without usage' | 'finished';

/** A reason to end, in the words of any provider's wire. */
const REASON = /"(finish_reason|finishReason|stop_reason|blockReason)":"/;
/** Counts of tokens, likewise. */
const COUNTS = /"(usage|usageMetadata)":\{/;
/** Words for the caller, likewise, and none of a thought. */
const WORDS = /^(?!.*"thought":true).*"(content|text)":"[^"]/m;
/** What says nothing but that the stream is over. */
const END_MARKER = /^data: \[DONE\]\n|^event: message_stop\n/;

/** The events of a fixture, each with the blank line behind it. */
export function framesOf(stream: string): string[] {
  return stream.split(/(?<=\n\n)/);
}

export function withoutEndMarker(stream: string): string {
  return framesOf(stream)
    .filter((frame) => !END_MARKER.test(frame))
    .join('');
}

/** The same events with a comment before each. */
export function withComments(stream: string): string {
  return framesOf(stream)
    .map((frame) => `: keep-alive\n\n:\n${frame}`)
    .join('');
}

/** What servers send beside their answers, and no reader may take for a part of one. */
const NOISE = [
  'event: ping\ndata:\n\n',
  'data: \n\n',
  'data: : OPENROUTER PROCESSING\n\n',
  'event: x-heartbeat\ndata: alive\n\n',
  'id: 7\nretry: 1000\n\n',
].join('');

/** The same events with noise before each, and behind the last. */
export function withNoise(stream: string): string {
  return framesOf(stream)
    .map((frame) => NOISE + frame)
    .join('');
}

/** A stream whose last words come behind its reason to end. */
export interface LateStream {
  /** With the reason, without the late words. */
  readonly first: string;
  readonly late: string;
  /** Counts and end marker. */
  readonly rest: string;
}

/** `null` = its words and its reason come in one event. */
export function withLateWords(stream: string): LateStream | null {
  const frames = framesOf(stream);
  const reasonAt = frames.findLastIndex((frame) => REASON.test(frame));
  const lateAt = frames.findLastIndex((frame, at) => at < reasonAt && WORDS.test(frame));
  const late = frames[lateAt];
  if (late === undefined) return null;
  const first = frames.slice(0, reasonAt + 1).filter((_, at) => at !== lateAt);
  return { first: first.join(''), late, rest: frames.slice(reasonAt + 1).join('') };
}

/** The same events, their JSON over many lines of data. */
export function withDataOverLines(stream: string): string {
  return stream.replaceAll(/^data: (\{.*\})$/gm, (_, json: string) => {
    const lines = JSON.stringify(JSON.parse(json), null, 1).split('\n');
    return lines.map((line) => `data: ${line}`).join('\n');
  });
}

/** What some servers send for counts behind the good ones: of the last moment, or of nothing. */
export const EMPTY_COUNTS = Object.freeze({
  zeros: (counts: unknown) => JSON.parse(JSON.stringify(counts).replaceAll(/:\d+/g, ':0')) as unknown,
  'an empty object': () => ({}),
  null: () => null,
});

/** The same events, with the counts once more, changed, in an event that says nothing else. */
export function withCountsAgain(stream: string, change: (counts: unknown) => unknown): string {
  const frames = framesOf(stream);
  const countsAt = frames.findLastIndex((frame) => COUNTS.test(frame));
  const again = (frames[countsAt] ?? '').replace(/^data: (\{.*\})$/m, (_, json: string) => {
    const fields = Object.entries(JSON.parse(json) as object).map(([name, value]): [string, unknown] => {
      if (name === 'usage' || name === 'usageMetadata') return [name, change(value)];
      if (name === 'choices' || name === 'candidates') return [name, []];
      return [name, name === 'delta' ? {} : (value as unknown)];
    });
    return `data: ${JSON.stringify(Object.fromEntries(fields))}`;
  });
  return frames.toSpliced(countsAt + 1, 0, again).join('');
}

/**
 * What may have become of an answer whose stream is cut after each number of bytes.
 *
 * Nothing is finished before the whole event with the reason to end has come. With that event the text is whole, and
 * the reason known: a good end. Where counts come in a later event, they are lost with it, and are then told as not
 * reported. Behind the counts only the provider's end marker can be missing, which changes nothing.
 *
 * A cut in the middle of an event is seen by readers that look at the torn rest, and not by those that drop it, as the
 * standard of event streams asks; where the answer is whole already, either is honest. An event whose data has come,
 * but not all of the blank line behind it, may count as come or not.
 */
export function progressAt(stream: string, lineEnd: string): Progress[][] {
  const frames = framesOf(stream);
  const reasonAt = frames.findLastIndex((frame) => REASON.test(frame));
  const countsAt = frames.findLastIndex((frame) => COUNTS.test(frame));
  const progressOf = (count: number): Progress => {
    if (count <= reasonAt) return 'unfinished';
    return count <= countsAt ? 'finished without usage' : 'finished';
  };
  const between = frames.flatMap((frame, index): Progress[][] => {
    const bytes = Buffer.byteLength(frame.replaceAll('\n', lineEnd));
    const dataEnd = bytes - 2 * lineEnd.length;
    const [before, behind] = [progressOf(index), progressOf(index + 1)];
    return Array.from({ length: bytes }, (_, at) => {
      if (at === 0) return [before];
      return at < dataEnd ? ['unfinished', before] : ['unfinished', before, behind];
    });
  });
  return [...between, [progressOf(frames.length)]];
}
