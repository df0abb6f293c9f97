import { ERROR_TRAITS, type ErrorCode } from './error-table.js';
import type { ErrorTraits } from './error-traits.js';

/** The codes of failures: the rows of `ERROR_TRAITS`. */
export type { ErrorCode };

/** What a field of a request is at fault for: it is not there, of the wrong type, has a wrong value, or is not taken. */
export type ParameterFault = 'missing' | 'wrong_type' | 'wrong_value' | 'unsupported';

/** Names by which programs decide what to do next. */
export type WireDetails = Readonly<Record<string, string | readonly string[]>>;

/** Figures of the gateway's own, in JSON; never anything that a provider or a caller wrote. */
export interface ErrorMembers {
  /** Which budget has no room, and how it stands. */
  readonly budget?: Figures;
  /** The same of a limit on requests, tokens or calls at once. */
  readonly limit?: Figures;
}

type Figures = Readonly<Record<string, string | number | null>>;

/**
 * A failure as its provider told it, for callers who speak that provider's API: nothing of it is secret, or the caller's.
 */
export interface OwnReport {
  readonly wire: 'anthropic' | 'google';
  /** Of HTTP; `null` = it was told inside of an answer. */
  readonly status: number | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What is known of one failure beside its code and message; all of it may be left out. */
export interface GatewayErrorDetails {
  /** The request field that is at fault, as the caller wrote it. */
  readonly param?: string;
  /** What is wrong with `param`; left out = that is not one of these, or not known. */
  readonly fault?: ParameterFault;
  /** Top-level fields of the request that the provider names in its refusal, as far as that is known. */
  readonly blamedParameters?: readonly string[];
  /** The provider refused the request, and said nothing about why. Default false. */
  readonly isUnexplained?: boolean;
  /** How long the provider asked to wait, in milliseconds; `null` = it did not say. */
  readonly retryAfterMs?: number | null;
  /** The provider may be working on it still, and may bill it: asked again, it would work twice. Default false. */
  readonly mayBeBilled?: boolean;
  /** It comes again until the operator changes the configuration: not retryable, whatever its code. Default false. */
  readonly isLasting?: boolean;
  /** The provider refuses what another might take, whatever the code: a route goes on. Default false. */
  readonly mayWorkElsewhere?: boolean;
  /** It is about what this request asks of the key's account, and says nothing about others with this key. Default false. */
  readonly sparesKey?: boolean;
  /** The provider says that it has too much to do; wires that have a word for that tell it. Default false. */
  readonly isOverload?: boolean;
  /** The model has no room for the conversation; each wire has a word for that, by which agents shorten it. Default false. */
  readonly isContextExceeded?: boolean;
  /** What its answer tells in headers, beside those that its code brings; left out = nothing. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of the error object on every surface, beside those that it always has: what budget or limit has no room. */
  readonly members?: ErrorMembers;
  /** What programs read beside the message, in the words of the wire that has it: Anthropic's `details`. Names alone. */
  readonly wireDetails?: WireDetails;
  /** The provider's name for why it refused the request, such as `invalid_image_url`, where it is one of OpenAI's wire. */
  readonly ownCode?: string | null;
  /** Left out = the provider did not tell it in the words of its API, or they are not to be shown. */
  readonly ownReport?: OwnReport | null;
  /** What the provider said, scrubbed, on one line. Goes to the log only; `null` = nothing. */
  readonly upstreamReason?: string | null;
  /**
   * The provider itself said no in place of an answer (a status that is no success, an error object), or did not have all
   * of the request: it has counted nothing for it. Default false.
   */
  readonly isUncounted?: boolean;
  /** What lies behind it. Goes to the log by name and code only, never to the caller. */
  readonly cause?: unknown;
}

/**
 * Every failure that the gateway foresees. Its message goes to the caller: whose fault it is, what happened, and what
 * to do about it. It is made of words of ours, names of configuration and what `scrubProviderMessage` lets through.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly param: string | undefined;
  readonly fault: ParameterFault | null;
  readonly blamedParameters: readonly string[];
  readonly isUnexplained: boolean;
  readonly retryAfterMs: number | null;
  readonly mayBeBilled: boolean;
  readonly isLasting: boolean;
  readonly mayWorkElsewhere: boolean;
  readonly sparesKey: boolean;
  readonly isOverload: boolean;
  readonly isContextExceeded: boolean;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly members: ErrorMembers | null;
  readonly wireDetails: WireDetails | null;
  readonly ownCode: string | null;
  readonly ownReport: OwnReport | null;
  readonly upstreamReason: string | null;
  readonly isUncounted: boolean;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: GatewayErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.param = details.param;
    this.fault = details.fault ?? null;
    this.blamedParameters = details.blamedParameters ?? [];
    this.isUnexplained = details.isUnexplained ?? false;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.mayBeBilled = details.mayBeBilled ?? false;
    this.mayWorkElsewhere = details.mayWorkElsewhere ?? false;
    this.sparesKey = details.sparesKey ?? false;
    this.isLasting = details.isLasting ?? false;
    this.isOverload = details.isOverload ?? false;
    this.isContextExceeded = details.isContextExceeded ?? false;
    this.headers = details.headers ?? null;
    this.members = details.members ?? null;
    this.wireDetails = details.wireDetails ?? null;
    this.ownCode = details.ownCode ?? null;
    this.ownReport = details.ownReport ?? null;
    this.upstreamReason = details.upstreamReason ?? null;
    this.isUncounted = details.isUncounted ?? false;
  }

  /** What the table of errors says of its code. */
  get traits(): ErrorTraits {
    return ERROR_TRAITS[this.code];
  }

  /** HTTP status of the agent surface. */
  get httpStatus(): number {
    return this.traits.httpStatus;
  }

  /** The same request may work another time. */
  get isRetryable(): boolean {
    return this.traits.retryable && !this.isLasting;
  }

  /** Another target of a route may do better. */
  get isMendedElsewhere(): boolean {
    return this.traits.fallback || this.mayWorkElsewhere;
  }

  /** The family of the code: `request`, `auth`, `budget`, `limit`, `model`, `provider`, `gateway` or `client`. */
  get type(): string {
    return this.code.slice(0, this.code.indexOf('.'));
  }
}

/**
 * Wraps what was not foreseen, so that every failure leaves in the same envelope. The text of the unknown error
 * stays inside: it may quote a body or a key.
 */
export function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError(
    'gateway.internal',
    'Unexpected error: the gateway failed to handle this request. Its log has the details under this request id.',
    { cause: error },
  );
}
