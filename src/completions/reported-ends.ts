/** What a provider's own list said of the end of a model. */
export interface ReportedEnd {
  /** YYYY-MM-DD; `null` = the list said that none is announced. */
  readonly shutdownDate: string | null;
  /** YYYY-MM-DD (UTC), the first day on which the list was seen to say so. */
  readonly readOn: string;
}

/** What the providers' lists said when they were last read; reading it asks no provider. */
export interface ReportedEnds {
  /** How many lists were read so far: what was made of an earlier one is out of date. Left out = it never changes. */
  readonly listsRead?: number;
  /**
   * @param model by its exact name at the provider.
   * @returns `null` = no list was read, or it says nothing of the model's end.
   */
  endOf(providerId: string, model: string): ReportedEnd | null;
}

/** Injects `ReportedEnds`. */
export const REPORTED_ENDS = Symbol('REPORTED_ENDS');

/** No provider's list was read. */
export const NOTHING_REPORTED: ReportedEnds = Object.freeze({ endOf: () => null });
