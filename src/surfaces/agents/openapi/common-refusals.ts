import type { OpenAPIObject } from '@nestjs/swagger';
import { nameOf, type Operation } from '../../../openapi/share-responses.js';

/** What any request may be answered, whatever it asks for; the prompt's operation has told them with their examples. */
const OF_ANY_REQUEST = [408, 431, 500] as const;
/** And besides, where a gateway key may be asked for. */
const OF_CLOSED_ROUTES = [401, 403] as const;

/** Without a body and a provider there is little in a request that could be wrong. */
const UNREADABLE = {
  description:
    'The request cannot be read: credentials or `Host` were sent twice, or the path is not decodable.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/AgentError' } } },
};

/** Adds to every GET what the gateway answers before a route is reached, in the shape of this surface. */
export function withCommonRefusals(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const entries = Object.entries(paths).map(
    ([path, item]) => [path, { ...item, ...(item.get && { get: withRefusals(item.get) }) }] as const,
  );
  return Object.fromEntries(entries);
}

function withRefusals(operation: Operation): Operation {
  const isOpen = operation.security?.length === 0;
  const statuses = [...(isOpen ? [] : OF_CLOSED_ROUTES), ...OF_ANY_REQUEST];
  const shared = statuses.map((status) => {
    const reference = { $ref: `#/components/responses/${nameOf(String(status))}` };
    return [status, reference] as const;
  });
  const responses = { 400: UNREADABLE, ...Object.fromEntries(shared), ...operation.responses };
  return { ...operation, responses };
}
