import type { ErrorCode } from '../../common/errors.js';
import type { ProviderReason } from './provider-reason.js';
import { isAboutItsCost, isAboutItsSize } from './request-size.js';
import {
  isAboutAddress,
  isAboutContent,
  isAboutPlace,
  isKeyName,
  isMissingModelName,
  mentionsModel,
  saysAddressIsWrong,
  saysCreditIsSpent,
  saysKeyIsRefused,
  saysModelIsMissing,
  toName,
} from './reason-words.js';

/** What a failure is, where the status does not tell. */
export interface Verdict {
  readonly code: ErrorCode;
  /** The operator has to mend the address; the same request fails again until then. */
  readonly isWrongAddress?: boolean;
  /** The provider refuses what another might take. */
  readonly mayWorkElsewhere?: boolean;
  /** The account behind the key does not cover this request, but may cover others. */
  readonly sparesKey?: boolean;
}

/** Statuses that stand for "no such model" somewhere. */
const MAY_BE_THE_MODEL: ReadonlySet<number | null> = new Set([400, 403, 404, 410, 422, null]);

const WRONG_ADDRESS: Verdict = Object.freeze({ code: 'provider.invalid_response', isWrongAddress: true });
const NO_MODEL: Verdict = Object.freeze({ code: 'model.not_found' });
const REFUSED: Verdict = Object.freeze({ code: 'provider.rejected' });
const NOT_HERE: Verdict = Object.freeze({ code: 'provider.rejected', mayWorkElsewhere: true });
const TOO_DEAR: Verdict = Object.freeze({ code: 'provider.quota_exhausted', sparesKey: true });
const KEY_REFUSED: Verdict = Object.freeze({ code: 'provider.auth_failed' });

/**
 * The class that the words of a failure tell; `null` = they tell nothing more than the status.
 *
 * @param status of HTTP, else the one in the body; `null` = neither told one.
 * @param model as it was asked for.
 */
export function verdictOf(status: number | null, reason: ProviderReason, model: string): Verdict | null {
  const words = reason.isPage ? '' : (reason.message ?? '').replace(/\s+/g, ' ');
  const names = [toName(reason.code), toName(reason.type)];
  if (MAY_BE_THE_MODEL.has(status)) {
    if (names.some(isMissingModelName) || saysModelIsMissing(words, model)) return NO_MODEL;
  }
  switch (status) {
    case 404:
      return notFound(reason, words, names, model);
    case 405:
      return WRONG_ADDRESS;
    case 402:
      return isAboutItsCost(words) ? TOO_DEAR : null;
    case 429:
      return isAboutItsSize(words) ? NOT_HERE : null;
    case 403:
      return forbidden(reason, words, names);
    case 400:
    case null:
      if (saysAddressIsWrong(words)) return WRONG_ADDRESS;
      if (names.some((name) => name.startsWith('rate_limit')) && isAboutItsSize(words)) return NOT_HERE;
      return isAboutPlace(`${words} ${names.join(' ')}`) ? NOT_HERE : null;
    default:
      return null;
  }
}

/** Of a model, of something else that the request names, or of the address. */
function notFound(reason: ProviderReason, words: string, names: readonly string[], model: string): Verdict {
  const { isPage, param } = reason;
  if (isPage || saysAddressIsWrong(words)) return WRONG_ADDRESS;
  const isNamed = model.length >= 3 && words.includes(model);
  if (param === 'model' || isNamed || mentionsModel(words) || names.some((name) => /model/.test(name)))
    return NO_MODEL;
  // Another provider may have what is not here, be it a model that goes unnamed.
  if (param !== null) return NOT_HERE;
  return words === '' || isPlainText(reason) || isAboutAddress(words) ? WRONG_ADDRESS : NOT_HERE;
}

/** A server that knows nothing of the API answers without JSON. */
function isPlainText({ code, type, fields }: ProviderReason): boolean {
  return code === null && type === null && Object.keys(fields).length === 0;
}

/** Only what says that it is about the key is about the key. */
function forbidden({ isPage }: ProviderReason, words: string, names: readonly string[]): Verdict {
  if (isPage) return NOT_HERE;
  if (isAboutPlace(`${words} ${names.join(' ')}`)) return NOT_HERE;
  if (isAboutContent(`${words} ${names.join(' ')}`)) return REFUSED;
  if (saysCreditIsSpent(words)) return { code: 'provider.quota_exhausted' };
  return names.some(isKeyName) || saysKeyIsRefused(words) ? KEY_REFUSED : NOT_HERE;
}
