/** A part of a message as OpenTelemetry's conventions have it; those with a `type` of none of theirs are generic. */
export type MessagePart = Readonly<Record<string, unknown>> & { readonly type: string };
