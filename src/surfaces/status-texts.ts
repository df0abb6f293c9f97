/** What a status means, for documents of any surface. */
export const STATUS_TEXTS: Readonly<Record<number, string>> = {
  400: 'The request breaks a rule, or the provider does not take it.',
  401: 'Gateway keys are set, and none of them was sent.',
  402: 'A budget is spent, or cannot cover what this request may cost: `error.budget` says which, and when it resets.',
  403: 'No gateway keys are set, and a page of another site is calling.',
  404: 'There is no such model.',
  408: 'The request did not arrive in time.',
  409: 'The provider reports a conflict with another request, or one with the same `Idempotency-Key` is under way.',
  413: 'The body is over the limit.',
  415: 'The body is not JSON in UTF-8, or packed in a way that is not known.',
  422: 'The `Idempotency-Key` came with another request before.',
  429: 'The provider is rate limiting, or a limit of this gateway is reached: `error.limit` says which. `Retry-After` says when to try again, in seconds.',
  431: 'The header block is too large.',
  500: 'The gateway itself failed.',
  502: "The provider fails, cannot be reached, sends what cannot be read, or refuses the gateway's key.",
  503: 'The gateway has too much to do, or is shutting down. `Retry-After` says when to try again, in seconds.',
  504: 'The provider took too long, or longer than the caller allowed.',
};
