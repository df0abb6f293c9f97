import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { GatewayError } from '../common/errors.js';
import type { ChatMessage, CompletionRequest } from './port/canonical.js';
import {
  DEFAULT_MAX_TOKENS,
  DEFAULT_TEMPERATURE,
  MAX_MESSAGES,
  MESSAGE_ROLES,
  PromptRequestDto,
} from './dto/prompt-request.dto.js';

const FIELDS = 'prompt, model, max_tokens, temperature, system, messages, stream, strict';

/** What the agent surface assumes for what a caller left open; a model family's own defaults go before it. */
export const AGENT_DEFAULTS = Object.freeze({
  max_tokens: DEFAULT_MAX_TOKENS,
  temperature: DEFAULT_TEMPERATURE,
});

/**
 * Checks a body against the contract.
 * @throws GatewayError `request.invalid` naming every field at fault and what is accepted.
 */
export function parsePromptRequest(body: unknown): PromptRequestDto {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid(['the body must be a JSON object']);
  }
  const { messages } = body as { messages?: unknown };
  // Looked at before the elements are: their check takes its time.
  if (Array.isArray(messages) && messages.length > MAX_MESSAGES) {
    throw invalid(
      [`messages must have at most ${MAX_MESSAGES} elements, not ${messages.length}`],
      'messages',
    );
  }
  const request = plainToInstance(PromptRequestDto, body);
  const errors = validateSync(request, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  if (errors.length > 0)
    throw invalid(
      errors.flatMap((error) => describe(error)),
      pathsOf(errors[0])[0],
    );
  if (isGiven(request.prompt) && isGiven(request.messages)) {
    throw invalid(['prompt and messages exclude each other; give one of them'], 'messages');
  }
  return request;
}

/** Renames, nothing else. */
export function toCompletionRequest(dto: PromptRequestDto, defaultModel: string): CompletionRequest {
  const system: ChatMessage[] = isGiven(dto.system) ? [{ role: 'system', content: dto.system }] : [];
  const conversation: ChatMessage[] = dto.messages?.map(({ role, content }) => ({ role, content })) ?? [
    { role: 'user', content: dto.prompt ?? '' },
  ];
  return {
    model: dto.model ?? defaultModel,
    messages: [...system, ...conversation],
    ...(isGiven(dto.max_tokens) ? { max_tokens: dto.max_tokens } : {}),
    ...(isGiven(dto.temperature) ? { temperature: dto.temperature } : {}),
  };
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

function invalid(complaints: readonly string[], param?: string): GatewayError {
  const shown = complaints.slice(0, 10).join('; ');
  const more = complaints.length > 10 ? `; and ${complaints.length - 10} more` : '';
  return new GatewayError(
    'request.invalid',
    `Invalid request: ${shown}${more}.`,
    param === undefined ? {} : { param },
  );
}

function describe(error: ValidationError, parent = ''): string[] {
  const path = parent + printable(error.property);
  if (error.children?.length) return error.children.flatMap((child) => describe(child, `${path}.`));
  const constraints = error.constraints ?? {};
  if ('whitelistValidation' in constraints) {
    const accepted = parent === '' ? FIELDS : `role (${MESSAGE_ROLES.join(', ')}), content`;
    return [`unknown field "${path}"; accepted are ${accepted}`];
  }
  return Object.values(constraints).map((message) => parent + message);
}

function pathsOf(error: ValidationError | undefined): string[] {
  if (!error) return [];
  const name = printable(error.property);
  return error.children?.length
    ? error.children.flatMap((c) => pathsOf(c).map((p) => `${name}.${p}`))
    : [name];
}

/** A field's name is the caller's text: short, and on one line. */
function printable(name: string): string {
  const plain = JSON.stringify(name).slice(1, -1);
  return plain.length > 64 ? `${plain.slice(0, 64)}…` : plain;
}
