import type { Completion, CompletionChunk, ChunkPart, FinishedPart } from '../../port/canonical.js';
import type { FinishReason } from './sandbox-answer.js';
import type { Simulation } from './simulation.js';

type Delta = CompletionChunk['choices'][number]['delta'];

/** The whole answer. `text` is what the token limit left of the answer's. */
export function toCompletion(simulation: Simulation, text: string): Completion {
  const { model, createdS, finishReason, usage } = simulation;
  const completion = {
    id: idOf(simulation),
    object: 'chat.completion',
    created: createdS,
    model,
    system_fingerprint: null,
    choices: [
      { index: 0, message: toMessage(simulation, text), finish_reason: finishReason, logprobs: null },
    ],
    usage,
  };
  // No fingerprint is null at OpenAI as well, and at some of its clients has to be.
  return completion as unknown as Completion;
}

/** The first chunk: who speaks, and which tool is called. */
export function toOpening(simulation: Simulation): ChunkPart {
  const { toolName } = simulation;
  if (toolName === null) return toChunk(simulation, { role: 'assistant', content: '', refusal: null });
  const call = {
    id: callIdOf(simulation),
    type: 'function' as const,
    function: { name: toolName, arguments: '' },
  };
  return toChunk(simulation, { role: 'assistant', content: null, tool_calls: [{ index: 0, ...call }] });
}

/** A chunk with a piece of the text, or of the tool's arguments. */
export function toPiece(simulation: Simulation, text: string): ChunkPart {
  if (simulation.toolName === null) return toChunk(simulation, { content: text });
  return toChunk(simulation, { tool_calls: [{ index: 0, function: { arguments: text } }] });
}

/** The last chunk: nothing but the reason of the end. */
export function toClosing(simulation: Simulation): ChunkPart {
  return toChunk(simulation, {}, simulation.finishReason);
}

/** The last part of a stream. */
export function toFinished({ finishReason, usage, model }: Simulation): FinishedPart {
  return { type: 'finished', finishReason, usage, model };
}

function toMessage(simulation: Simulation, text: string): Completion['choices'][number]['message'] {
  if (simulation.toolName === null) return { role: 'assistant', content: text, refusal: null };
  const call = { name: simulation.toolName, arguments: text };
  const toolCalls = [{ id: callIdOf(simulation), type: 'function' as const, function: call }];
  return { role: 'assistant', content: null, refusal: null, tool_calls: toolCalls };
}

function toChunk(simulation: Simulation, delta: Delta, finishReason: FinishReason | null = null): ChunkPart {
  const chunk: CompletionChunk = {
    id: idOf(simulation),
    object: 'chat.completion.chunk',
    created: simulation.createdS,
    model: simulation.model,
    choices: [{ index: 0, delta, finish_reason: finishReason, logprobs: null }],
  };
  return { type: 'chunk', chunk };
}

function idOf({ fingerprint }: Simulation): string {
  return `chatcmpl-sim-${fingerprint}`;
}

function callIdOf({ fingerprint }: Simulation): string {
  return `call_sim_${fingerprint}`;
}
