import type { OpenAPIObject } from '@nestjs/swagger';
import type { RunningGateway } from './start-gateway.js';

export type ServedDocument = OpenAPIObject;

export async function servedDocument({ url }: Pick<RunningGateway, 'url'>): Promise<ServedDocument> {
  return (await (await fetch(`${url}/docs-json`)).json()) as ServedDocument;
}

/** Every reference of the document, as it is written there. */
export function referencesOf(document: object): string[] {
  const found: string[] = [];
  JSON.stringify(document, (key, value: unknown) => {
    if (key === '$ref') found.push(value as string);
    return value;
  });
  return found;
}

/** What a reference leads to; `undefined` = nowhere. */
export function targetOf(document: object, reference: string): unknown {
  const steps = reference
    .replace(/^#\//, '')
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
}

/** The value with every reference in it replaced by its target, as Swagger UI shows it. Schemas stay as they are. */
export function resolved(document: object, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => resolved(document, item));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref: reference } = value as { $ref?: string };
  if (reference?.startsWith('#/components/schemas/')) return value;
  if (reference !== undefined) return resolved(document, targetOf(document, reference));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(document, item)]));
}
