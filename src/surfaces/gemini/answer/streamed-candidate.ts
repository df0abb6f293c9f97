import { isObject, type Fields } from '../../../common/fields.js';
import { mediaIn, type AnswerMedia } from '../../../port/answer-media.js';
import { argumentsObject } from '../../../port/call-arguments.js';
import { calledTool, CUSTOM_INPUT } from '../../../port/called-tool.js';
import { thoughtText } from '../../../port/thought-text.js';
import { ThoughtsToSeal } from '../../thoughts-to-seal.js';
import { packed } from '../packed-seal.js';
import { toFinishReason } from './finish-reason.js';
import { ToldLogprobs } from './told-logprobs.js';

/** Whose answer it is, and what its caller wants to see of it. */
export interface AskedAnswer {
  /** Id of the provider. */
  readonly provider: string;
  readonly showsThoughts: boolean;
}

interface GrowingCall {
  id: unknown;
  name: unknown;
  text: string;
  isCustom: boolean;
  signature: string | null;
}

/** One candidate as its pieces come. Gemini tells a call whole: calls wait for the end of the answer. */
export class StreamedCandidate {
  private readonly calls = new Map<number, GrowingCall>();
  private readonly thoughts = new ThoughtsToSeal();
  private readonly logprobs = new ToldLogprobs();
  private refusal = '';
  private hasWords = false;
  private hasThoughts = false;
  private hasTold = false;
  private signature: string | null = null;
  private ended: object | null = null;

  constructor(
    readonly index: number,
    private readonly asked: AskedAnswer,
  ) {}

  /** The parts of a piece that can be told at once. */
  take(piece: object, delta: Fields): Fields[] {
    const { finish_reason: reason, logprobs } = piece as Fields;
    if (reason) this.ended = piece;
    this.logprobs.take(logprobs);
    const { content, refusal, tool_calls: calls } = delta;
    this.signature = signatureOf(delta) ?? this.signature;
    const { extra_content: _own, ...others } = delta;
    this.thoughts.take(others);
    if (typeof refusal === 'string') this.refusal += refusal;
    if (Array.isArray(calls)) calls.filter(isObject).forEach((call, at) => this.takeCall(call, at));
    const thought = this.newThought(delta);
    const text = typeof content === 'string' ? content : '';
    const media = mediaIn(delta);
    this.hasWords ||= text !== '' || media.length > 0;
    const parts = [
      ...(thought !== '' && this.asked.showsThoughts ? [{ text: thought, thought: true }] : []),
      ...(text === '' ? [] : [{ text }]),
      ...media.map(toMediaPart),
    ];
    this.hasTold ||= parts.length > 0;
    return parts;
  }

  /** Nothing was said, and a filter is why. */
  get isBlocked(): boolean {
    const isEmpty = !this.hasWords && !this.hasThoughts && this.calls.size === 0;
    return isEmpty && (this.ended as Fields | null)?.['finish_reason'] === 'content_filter';
  }

  /** Its provider's words in place of an answer; empty = none. */
  get whyNot(): string {
    return this.refusal;
  }

  get end(): object {
    return this.ended ?? {};
  }

  /** The rest, with the reason. @param lastReason of the answer, where the candidate has none of its own; `null` = it has none, either. */
  last(lastReason: string | null): Fields {
    const ended = this.ended ?? { finish_reason: lastReason };
    const isRefusal = this.refusal !== '' && this.calls.size === 0 && !this.isBlocked;
    const sealed = this.thoughts.sealed(this.asked.provider);
    const parts = [
      ...(isRefusal ? [{ text: (this.hasWords ? '\n\n' : '') + this.refusal }] : []),
      ...(sealed === null ? [] : [{ text: '', thought: true, thoughtSignature: packed(sealed) }]),
      ...(this.signature === null ? [] : [{ text: '', thoughtSignature: this.signature }]),
      ...[...this.calls.values()].map(toFunctionCall),
    ];
    return {
      content: { role: 'model', parts },
      finishReason: toFinishReason(ended),
      ...(this.isBlocked && this.refusal !== '' && { finishMessage: this.refusal }),
      ...this.logprobs.result,
      index: this.index,
    };
  }

  /**
   * The same behind what was told, never without a part: chats of Google's SDK for Python forget a turn of which one event
   * has none. Google's own last event has an empty text. Source: google-genai 3.6.1, `chats.py`, read 2026-12-01.
   */
  lastOfStream(lastReason: string): Fields {
    const { content, ...end } = this.last(lastReason);
    const { parts } = content as { readonly parts: readonly Fields[] };
    const isBare = parts.length === 0 && this.hasTold;
    return { content: { role: 'model', parts: isBare ? [{ text: '' }] : parts }, ...end };
  }

  private takeCall(piece: Fields, at: number): void {
    const place = typeof piece['index'] === 'number' ? piece['index'] : at;
    const { name, text, isCustom } = calledTool(piece);
    const call = this.calls.get(place) ?? { id: undefined, name, text: '', isCustom, signature: null };
    call.id ??= piece['id'];
    call.name ??= name;
    call.text += typeof text === 'string' ? text : '';
    call.signature ??= signatureOf(piece);
    this.calls.set(place, call);
  }

  /** Blocks that an adapter sends whole at the end were told piece by piece before. */
  private newThought(delta: Fields): string {
    const { thinking_blocks: blocks } = delta;
    if (this.hasThoughts && Array.isArray(blocks) && blocks.length > 0) return '';
    const text = thoughtText(delta);
    this.hasThoughts ||= text !== '';
    return text;
  }
}

/** OpenAI's sound tells no type: in a stream it is PCM. */
function toMediaPart({ kind, mimeType, data, url }: AnswerMedia): Fields {
  const type = mimeType ?? (kind === 'image' ? 'image/png' : 'audio/pcm');
  if (url !== null) return { fileData: { mimeType: type, fileUri: url } };
  return { inlineData: { mimeType: type, data } };
}

function toFunctionCall({ id, name, text, isCustom, signature }: GrowingCall): Fields {
  return {
    functionCall: { id, name, args: isCustom ? { [CUSTOM_INPUT]: text } : argumentsObject(text) },
    ...(signature !== null && { thoughtSignature: signature }),
  };
}

function signatureOf({ extra_content: extra }: Fields): string | null {
  const google = isObject(extra) ? extra['google'] : null;
  const signature = isObject(google) ? google['thought_signature'] : null;
  return typeof signature === 'string' && signature !== '' ? signature : null;
}
