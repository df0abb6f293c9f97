/** Of logging in and out. */
export const SESSION_PATH = 'console/session';
