import { toChatRequest } from '../request/to-chat-request.js';

export const translated = (body: object) => toChatRequest({ model: 'm', input: 'hi', ...body });
export const requestOf = (body: object) => translated(body).request as unknown as Record<string, unknown>;
export const messagesOf = (...input: object[]) => requestOf({ input })['messages'];
export const warned = (body: object) =>
  translated(body).losses.warnings.map(({ parameter, action }) => [parameter, action]);
