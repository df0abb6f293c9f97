/** Something about the request was changed or is about to change at the provider; the caller is told. */
export interface CompletionWarning {
  /** The parameter it is about; absent when it is about the model. */
  readonly parameter?: string;
  /** The model it is about, by its name at the provider; absent when it is about a parameter. */
  readonly model?: string;
  /** `exhausted`: the token limit was used up before any text appeared. */
  readonly action: 'renamed' | 'dropped' | 'changed' | 'deprecated' | 'exhausted';
  readonly reason: string;
}

/** The announced end of the model that answered. */
export interface ModelSunset {
  /** The day by which the announcement had been read, YYYY-MM-DD. */
  readonly announcedBy: string;
  /** YYYY-MM-DD. */
  readonly shutdownDate: string;
}
