import type { ErrorCode } from '../../common/errors.js';
import type { ModelRequest } from '../../port/canonical.js';
import type { CodesByStatus } from '../upstream/code-of-status.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import type { Fields } from '../upstream/wire-fields.js';

/** What is odd about a provider, beside OpenAI's own ways. All of it may be left out. */
export interface OpenAiCompatibleQuirks {
  /** It speaks the Responses API as well, at `/responses`. Default false: then it is asked by chat completions. */
  readonly hasResponses?: boolean;
  /** Models that are asked by Anthropic's Messages API where a caller speaks it, at `/messages`. Default: none. */
  readonly messagesModels?: RegExp;
  /** Statuses that mean something else here than elsewhere. */
  readonly errorCodesByStatus?: CodesByStatus;
  /**
   * The class of a failure that its body tells, where status and names do not; `null` = they do.
   *
   * @param status of HTTP; `null` where that said 200.
   */
  readonly readErrorCode?: (status: number | null, error: Fields) => ErrorCode | null;
  /** What an error quotes of the request beside its message: a message that holds this, too, is not shown. */
  readonly readQuotedInput?: (error: Fields) => unknown;
}

/** A call to a provider that speaks OpenAI's chat completions. */
export interface OpenAiCompatibleCall<
  Request extends ModelRequest = ModelRequest,
> extends UpstreamCall<Request> {
  /** Left out, it has none. */
  readonly quirks?: OpenAiCompatibleQuirks;
  /** The canonical name of a parameter that a failure names; left out, it is asked in canonical words. */
  readonly canonicalParam?: (param: string, call: OpenAiCompatibleCall) => string;
}
