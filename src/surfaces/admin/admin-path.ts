/** Of administrators. */
export const ADMIN_PATH = 'admin';

/** A request without a body asks for a rotation as it is usual. */
export function isRotation(path: string): boolean {
  return /^\/admin\/keys\/[^/]+\/rotate\/?$/i.test(path);
}
