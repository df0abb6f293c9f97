/** How a surface wants parameters treated that a model does not take. */
export interface ParameterPolicy {
  /** Values of the surface for what the caller left open; a family may have others in their place. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Sent whatever the family, until the provider refuses it: what the surface can do without. */
  readonly additions?: Readonly<Record<string, unknown>>;
  /** Refuse instead of adapting what the caller set. */
  readonly isStrict: boolean;
  /** The caller wrote no canonical names: to rename a parameter is no change to him. Default false. */
  readonly isOfOtherWire?: boolean;
  /**
   * The request's messages and tools are those of another wire: the surface translates them for the target that is asked,
   * and tells what is lost inside of them. Default false.
   */
  readonly translatesLater?: boolean;
  /** How callers of the surface say so, for the words of a refusal; left out = `strict`. */
  readonly strictName?: string;
  /** Where a parameter stands in the caller's request, for the same; left out = under its name. */
  readonly placeOf?: (parameter: string) => string;
}
