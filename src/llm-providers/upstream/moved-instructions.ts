import type { TranslationLoss } from '../../port/provider-definition.js';
import { objectsOf, type Fields } from './wire-fields.js';

/** Instructions in the middle of a conversation, for a wire that has a place for them before it alone. */
export function lossOfPlace(request: object): TranslationLoss[] {
  const messages = objectsOf((request as Fields)['messages']);
  const first = messages.findIndex((message) => !isInstruction(message));
  const [at, ...others] = messages.flatMap((message, place) =>
    first !== -1 && place > first && isInstruction(message) && saysSomething(message) ? [place] : [],
  );
  if (at === undefined) return [];
  const where = others.length > 0 ? ` (in ${others.length + 1} places)` : '';
  const reason = `instructions have a place before the conversation alone, and are sent there${where}`;
  return [{ parameter: `messages[${at}]`, action: 'changed', reason }];
}

function isInstruction({ role }: Fields): boolean {
  return role === 'system' || role === 'developer';
}

function saysSomething({ content }: Fields): boolean {
  return typeof content === 'string' ? content.trim() !== '' : Array.isArray(content) && content.length > 0;
}
