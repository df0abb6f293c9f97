import type { ApiPropertyOptions, ApiSchemaOptions } from '@nestjs/swagger';
import 'reflect-metadata'; // which notes the types of what is decorated, and so comes before it
import { turnOfLargeWork } from '../common/large-work.js';
import { lazy } from '../common/lazy.js';

type Swagger = typeof import('@nestjs/swagger');
/** On a class, a method or a property. */
type Decorator = (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => void;

const swagger = lazy(() => require('@nestjs/swagger') as Swagger);

const pending: (() => void)[] = [];

/**
 * Decorates for the OpenAPI document, and only when somebody asks for that: the packages and texts behind it take a
 * fifth of the start-up, and most processes never show them.
 * @param load gives the decorator; what only the document needs is loaded in it.
 */
export function Documented(load: () => unknown): Decorator {
  return (...place) => void pending.push(() => (load() as Decorator)(...place));
}

/** Says now what was put off, in the order in which it stands in the code. Classes that load later add theirs. */
export function applyDocumentation(): void {
  for (let apply = pending.shift(); apply; apply = pending.shift()) apply();
}

/** Some milliseconds' work: much of it loads texts. */
const PLACES_PER_TURN = 8;

/** The same, while other work has its turn. */
export async function applyDocumentationInTurns(): Promise<void> {
  for (let count = 1; pending.length > 0; count += 1) {
    pending.shift()?.();
    if (count % PLACES_PER_TURN === 0) await turnOfLargeWork();
  }
}

// Decorators of the same names, for classes that are needed without the document as well.
export const ApiProperty = (options: ApiPropertyOptions) => Documented(() => swagger().ApiProperty(options));
export const ApiPropertyOptional = (options: ApiPropertyOptions) =>
  Documented(() => swagger().ApiPropertyOptional(options));
export const ApiSchema = (options: ApiSchemaOptions) => Documented(() => swagger().ApiSchema(options));
export const ApiExtraModels = (...models: (new () => object)[]) =>
  Documented(() => swagger().ApiExtraModels(...models));
export const ApiExcludeController = () => Documented(() => swagger().ApiExcludeController());
