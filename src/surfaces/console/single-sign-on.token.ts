/** Under which Nest finds the `SingleSignOn`; `null` = people log in with keys alone. */
export const SINGLE_SIGN_ON = Symbol('SINGLE_SIGN_ON');
