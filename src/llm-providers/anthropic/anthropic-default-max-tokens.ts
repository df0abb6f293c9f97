/** The API demands a limit. Every model so far may write as much: Claude 3 Haiku's 4096 is the smallest maximum. */
export const DEFAULT_MAX_TOKENS = 4096;
