import type { ChatMessage, CompletionRequest } from '../../port/canonical.js';
import type { GeminiContent, GeminiPart, GeminiRequest } from './gemini-request.js';
import { mediaIn } from '../../port/answer-media.js';
import { toParts } from './gemini-parts.js';
import { signatureOf, withSignature, withSignedCalls } from './gemini-signature.js';
import { toFunctionCall, toFunctionResponse } from './gemini-tools.js';
import { withUserTurns } from './gemini-user-turns.js';
import { unsupported } from './unsupported.js';

/** Who speaks, in groups that are sent as one: results of tools stand apart from what a user says. */
type Speaker = 'user' | 'model' | 'tools';

interface Turn {
  readonly speaker: Speaker;
  readonly parts: GeminiPart[];
}

/** All instructions, wherever they stand; `null` = none. */
export function toSystemInstruction(
  messages: readonly ChatMessage[],
): GeminiRequest['systemInstruction'] | null {
  const parts = messages.flatMap((message, at) =>
    isInstruction(message) ? toParts(message.content, `messages[${at}].content`) : [],
  );
  return parts.length === 0 ? null : { parts };
}

/**
 * The conversation. Neighbours of one speaker are merged: Gemini wants the results of parallel calls in one turn.
 * @throws GatewayError `provider.rejected`
 */
export function toContents({
  messages,
  model,
}: Pick<CompletionRequest, 'messages' | 'model'>): GeminiContent[] {
  const turns: Turn[] = [];
  const namesOfCalls = new Map<string, string>();
  let shown: GeminiPart[] = [];
  const take = ({ speaker, parts }: Turn) => {
    const last = turns.at(-1);
    if (last?.speaker === speaker) last.parts.push(...parts);
    // Gemini refuses a turn without content.
    else if (parts.length > 0) turns.push({ speaker, parts });
  };
  const showResults = () => {
    take({ speaker: 'user', parts: shown });
    shown = [];
  };
  for (const [at, message] of messages.entries()) {
    if (isInstruction(message)) continue;
    const place = `messages[${at}]`;
    if (message.role === 'tool') shown.push(...toShownResult(message, place));
    else showResults();
    take(toTurn(message, place, namesOfCalls));
  }
  showResults();
  const contents = turns.map(({ speaker, parts }): GeminiContent =>
    speaker === 'model' ? { role: 'model', parts: withSignedCalls(parts, model) } : { role: 'user', parts },
  );
  return withUserTurns(contents, model);
}

/** The pictures of a result: they are told in a user's turn, behind all results. */
function toShownResult(
  { content, tool_call_id: id }: Extract<ChatMessage, { role: 'tool' }>,
  place: string,
): GeminiPart[] {
  const parts = toParts(content, `${place}.content`).filter((part) => !('text' in part));
  return parts.length === 0 ? [] : [{ text: `Of the result of ${id}:` }, ...parts];
}

function toTurn(message: ChatMessage, place: string, namesOfCalls: Map<string, string>): Turn {
  switch (message.role) {
    case 'user':
      return { speaker: 'user', parts: toParts(message.content, `${place}.content`) };
    case 'assistant': {
      const calls = message.tool_calls ?? [];
      const parts = calls.map((call, at) => toFunctionCall(call, `${place}.tool_calls[${at}]`));
      for (const { functionCall } of parts) namesOfCalls.set(functionCall.id, functionCall.name);
      const content = toParts(message.content, `${place}.content`);
      const words = content.length === 0 ? toParts(message.refusal, `${place}.refusal`) : content;
      const said = withSignature(words, signatureOf(message));
      return { speaker: 'model', parts: [...said, ...toPictures(message), ...parts] };
    }
    case 'tool':
      return { speaker: 'tools', parts: [toFunctionResponse(message, place, namesOfCalls)] };
    default:
      throw unsupported(
        'it takes messages of system, developer, user, assistant and tool only',
        `${place}.role`,
      );
  }
}

/** Those that the model made before: it goes on from them. */
function toPictures(message: object): GeminiPart[] {
  return mediaIn(message).flatMap(({ kind, mimeType, data, extra }): GeminiPart[] => {
    if (kind !== 'image' || mimeType === null || data === null) return [];
    const signature = signatureOf(extra);
    return [{ inlineData: { mimeType, data }, ...(signature !== null && { thoughtSignature: signature }) }];
  });
}

function isInstruction({ role }: ChatMessage): boolean {
  return role === 'system' || role === 'developer';
}
