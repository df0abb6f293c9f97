/** Where checks of health are asked. */
export const HEALTH_PATH = 'health';

const CHECK = new RegExp(`^/${HEALTH_PATH}/`, 'i');

/** @param url of a request, as it came. */
export function isHealthCheck(url: string | undefined): boolean {
  return url !== undefined && CHECK.test(url);
}
