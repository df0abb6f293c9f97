/** What people call it: it says in every message that no model answered. */
export const SANDBOX_NAME = 'Tollgate sandbox (simulator)';
