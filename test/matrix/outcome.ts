/** What becomes of a feature between a surface and a wire. */
export type Outcome =
  /** It reaches the other side, and nothing is lost. */
  | 'travels'
  /** It is left out, or changed, and the caller is told so; a strict caller is refused. */
  | 'told'
  /** The request is refused with 400. */
  | 'refused'
  /** It is left out, or wrong, and nobody is told: a fault, unless it is named beside its reason. */
  | 'lost'
  | Sameness;

/** How like what was written is what arrives. */
export type Sameness = 'byte for byte' | 'field by field' | 'translated';

export interface Observed {
  readonly outcome: Outcome;
  /** What was seen of what is lost. */
  readonly seen?: unknown;
}

/** One feature, as it is tried between each surface and each wire. */
export interface Case<Context> {
  /** The feature, as the document names it. */
  readonly row: string;
  /** `null` = there is nothing to try: the surface has no words for it, or the wire has none of it. */
  readonly run: (context: Context) => Promise<Observed> | null;
}

export const TRAVELS: Observed = Object.freeze({ outcome: 'travels' });

/** Whether all came as it should. @param faults what did not. */
export function unlessLost(faults: readonly unknown[]): Observed {
  return faults.length === 0 ? TRAVELS : { outcome: 'lost', seen: faults };
}

/** Values that differ, by their names. */
export function differences(seen: object, expected: object): string[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const [is, ought] = [inJson((seen as Record<string, unknown>)[name]), inJson(value)];
    return is === ought ? [] : [`${name} is ${is}, not ${ought}`];
  });
}

/** With keys in order. */
export function inJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
