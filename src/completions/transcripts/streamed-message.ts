import type { CompletionChunk } from '../../port/canonical.js';

type Delta = CompletionChunk['choices'][number]['delta'];
type ToolCallDelta = NonNullable<Delta['tool_calls']>[number];

/** Where providers put thoughts: the first that comes is kept. */
const THOUGHTS = ['reasoning_content', 'reasoning'] as const;

interface ToolCall {
  id: string | undefined;
  name: string;
  arguments: string;
}

/** So many characters are kept, of all choices together. */
export interface CharacterRoom {
  left: number;
  isCut: boolean;
}

/** One choice of a streamed answer, put together. */
export class StreamedMessage {
  finishReason: string | null = null;
  private content = '';
  private refusal = '';
  private thoughts = '';
  private readonly toolCalls = new Map<number, ToolCall>();

  constructor(private readonly room: CharacterRoom) {}

  take(delta: Delta | undefined): void {
    if (!delta) return;
    this.content += this.kept(delta.content);
    this.refusal += this.kept(delta.refusal);
    const fields = delta as Readonly<Record<string, unknown>>;
    this.thoughts += this.kept(fields[THOUGHTS.find((name) => typeof fields[name] === 'string') ?? '']);
    const { tool_calls: calls } = delta;
    if (Array.isArray(calls)) for (const call of calls) this.takeCall(call);
  }

  /** As a whole answer has it. */
  toMessage(): object {
    const { content, refusal, thoughts, toolCalls } = this;
    return {
      role: 'assistant',
      content: content === '' && toolCalls.size > 0 ? null : content,
      ...(thoughts !== '' && { reasoning: thoughts }),
      ...(refusal !== '' && { refusal }),
      ...(toolCalls.size > 0 && {
        tool_calls: [...toolCalls.values()].map(({ id, ...called }) => ({
          ...(id !== undefined && { id }),
          type: 'function',
          function: called,
        })),
      }),
    };
  }

  private takeCall({ index, id, function: called }: ToolCallDelta): void {
    const at = index ?? this.toolCalls.size;
    const known = this.toolCalls.get(at) ?? { id: undefined, name: '', arguments: '' };
    this.toolCalls.set(at, known);
    if (id) known.id = this.kept(id);
    known.name += this.kept(called?.name);
    known.arguments += this.kept(called?.arguments);
  }

  private kept(text: unknown): string {
    if (typeof text !== 'string' || text === '') return '';
    const { room } = this;
    const kept = text.slice(0, Math.max(0, room.left));
    room.left -= kept.length;
    room.isCut ||= kept.length < text.length;
    return kept;
  }
}
