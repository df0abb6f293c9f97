import { ApiError } from '../api/api-error';

/** What the gateway refuses of a form, field by field. */
export interface FieldErrors {
  /** What is wrong with a field, or with what is inside of it; `undefined` = nothing. @param path as `budgets.0.per`. */
  at(path: string): string | undefined;
  /** The same, where the fault is in the field as a whole. */
  exactlyAt(path: string): string | undefined;
}

export const NO_ERRORS: FieldErrors = { at: () => undefined, exactlyAt: () => undefined };

/** @param prefix of all fields of this form in the body: `key.`. */
export function fieldErrors(error: unknown, prefix = ''): FieldErrors {
  if (!(error instanceof ApiError) || error.param === null) return NO_ERRORS;
  const { message, param } = error;
  return {
    at: (path) => (`${param}.`.startsWith(`${prefix}${path}.`) ? message : undefined),
    exactlyAt: (path) => (param === prefix + path ? message : undefined),
  };
}

/** Whether a form with these fields shows the fault where it is. */
export function isShownAtField(error: unknown, fields: readonly string[], prefix = ''): boolean {
  const errors = fieldErrors(error, prefix);
  return fields.some((field) => errors.at(field) !== undefined);
}
