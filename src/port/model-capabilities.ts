/** What a model can do; what is left out is not known. */
export interface ModelCapabilities {
  /** Calls functions. */
  readonly tools?: boolean;
  /** Sees images. */
  readonly vision?: boolean;
  /** Thinks before it answers. */
  readonly reasoning?: boolean;
  /** Writes JSON by a schema. */
  readonly structuredOutput?: boolean;
}
