import { ApiError, refusalOf, unreachable } from '../../api/api-error';
import type { ChatBody } from './chat-request';

/** What has come of an answer so far. */
export interface ChatAnswer {
  readonly text: string;
  readonly thoughts: string;
  readonly toolCalls: readonly string[];
  readonly usage: Readonly<Record<string, unknown>> | null;
  readonly finishReason: string | null;
  /** Who answered and at what price, as the gateway tells in its headers. */
  readonly told: Readonly<Record<string, string>>;
  /** The answer as it came. */
  readonly raw: string;
  readonly firstTokenMs: number | null;
  readonly durationMs: number;
  readonly isWhole: boolean;
}

interface Delta {
  readonly content?: string | null;
  readonly reasoning_content?: string | null;
  readonly tool_calls?: readonly {
    readonly index?: number;
    readonly function?: { readonly name?: string; readonly arguments?: string };
  }[];
}
interface Chunk {
  readonly choices?: readonly {
    readonly delta?: Delta;
    readonly message?: Delta;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: Readonly<Record<string, unknown>> | null;
  readonly error?: { readonly message?: string; readonly code?: string | null };
}

/**
 * Asks, and tells of the answer as it grows.
 * @throws ApiError where it is refused, or breaks off.
 */
export async function sendChat(
  body: ChatBody,
  signal: AbortSignal,
  onAnswer: (answer: ChatAnswer) => void,
): Promise<void> {
  const beganMs = performance.now();
  const response = await fetch('/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  }).catch((error: unknown) => {
    throw signal.aborted ? error : unreachable();
  });
  const growing = new GrowingAnswer(toldBy(response), beganMs);
  if (!response.ok) {
    onAnswer(growing.refused(await response.clone().text()));
    throw await refusalOf(response);
  }
  if (body['stream'] === true) await readEvents(response, (data, raw) => onAnswer(growing.add(data, raw)));
  else {
    const text = await response.text();
    growing.add(text, text);
  }
  onAnswer(growing.end());
}

class GrowingAnswer {
  private text = '';
  private thoughts = '';
  private readonly tools: { name: string; text: string }[] = [];
  private usage: Chunk['usage'] = null;
  private finishReason: string | null = null;
  private raw = '';
  private firstTokenMs: number | null = null;

  constructor(
    private readonly told: Readonly<Record<string, string>>,
    private readonly beganMs: number,
  ) {}

  add(data: string, raw: string): ChatAnswer {
    this.raw += raw;
    if (data !== '[DONE]') this.take(JSON.parse(data) as Chunk);
    return this.soFar(false);
  }

  /** @param raw what says why. */
  refused(raw: string): ChatAnswer {
    this.raw = raw;
    return this.soFar(false);
  }

  end(): ChatAnswer {
    return this.soFar(true);
  }

  private take({ choices, usage, error }: Chunk): void {
    if (error) throw new ApiError(error.message ?? 'The answer broke off.', 200, error.code ?? null, null);
    const [choice] = choices ?? [];
    const part = choice?.delta ?? choice?.message ?? {};
    if (part.content || part.tool_calls) this.firstTokenMs ??= performance.now() - this.beganMs;
    this.text += part.content ?? '';
    this.thoughts += part.reasoning_content ?? '';
    for (const [at, call] of (part.tool_calls ?? []).entries()) {
      const tool = (this.tools[call.index ?? at] ??= { name: '', text: '' });
      tool.name += call.function?.name ?? '';
      tool.text += call.function?.arguments ?? '';
    }
    this.finishReason = choice?.finish_reason ?? this.finishReason;
    this.usage = usage ?? this.usage;
  }

  private soFar(isWhole: boolean): ChatAnswer {
    const { text, thoughts, usage = null, finishReason, told, raw, firstTokenMs } = this;
    const toolCalls = this.tools.map((tool) => `${tool.name}(${tool.text})`);
    const durationMs = performance.now() - this.beganMs;
    return { text, thoughts, toolCalls, usage, finishReason, told, raw, firstTokenMs, durationMs, isWhole };
  }
}

function toldBy({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => /^(x-tollgate-|x-request-id)/.test(name)));
}

/** Events as the gateway writes them: lines of `data`, and an empty line after each event. */
async function readEvents(response: Response, onEvent: (data: string, raw: string) => void): Promise<void> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  // not every browser lets a stream be walked through
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const events = (rest + piece.value).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = event.split('\n').filter((line) => line.startsWith('data:'));
      if (data.length > 0) onEvent(data.map((line) => line.slice(5).trim()).join('\n'), `${event}\n\n`);
    }
  }
}
