import type { SpanName } from './span-names.js';

/** What is `undefined` or `null` is left out. */
export type AttributeValue = string | number | boolean | readonly string[] | null | undefined;

/** Attributes of a span by their short names. */
export type SpanAttributes = { readonly [Name in SpanName]?: AttributeValue };

/** A span that is over. Times in milliseconds since the Unix epoch, with fractions. */
export interface EndedSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** `null` = the trace begins with it. */
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: 'server' | 'client';
  readonly startMs: number;
  readonly endMs: number;
  /** All of them together; no name is in two of them. */
  readonly attributes: readonly SpanAttributes[];
  readonly hasFailed: boolean;
}
