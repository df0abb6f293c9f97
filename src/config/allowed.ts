/** What a key may ask for, as it is written; `*` stands for any characters. A list that is left out allows all. */
export interface Allowed {
  /** Ids of providers. */
  readonly providers?: readonly string[];
  /** `provider/model` as it is sent, or, without a slash, a model at any provider. */
  readonly models?: readonly string[];
  /** Ids of the operator's routes. */
  readonly routes?: readonly string[];
}
