import { sees, type Check } from '../support/fault-case.js';
import type { Lane } from '../support/lane.js';

/** By what tells them apart: a body, what comes of it, and headers besides. */
export type Variants = Readonly<
  Record<string, readonly [body: unknown, expected: string, headers?: Readonly<Record<string, string>>]>
>;

/** One call for each variant, one after the other. */
export async function askEach(lane: Lane, variants: Variants): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [about, [body, expected, headers]] of Object.entries(variants)) {
    const { summary } = await lane.ask(body, headers && { headers });
    checks.push(sees(about, expected, summary));
  }
  return checks;
}
