import type { Stage, StageOptions } from './stage.js';

/** One thing that was looked at; it holds when both texts are the same. */
export interface Check {
  /** Which of the case's inputs; a few words. */
  readonly about: string;
  readonly expected: string;
  readonly seen: string;
}

export interface FaultTools {
  /** The gateway that small cases share: its waits are short. */
  readonly stage: Stage;
  /** A gateway with these settings, shared with every other case that asks for the same; none by default. */
  readonly share: (options?: StageOptions) => Promise<Stage>;
  /** A gateway of the case's own, ended with the case. */
  readonly open: (options?: StageOptions) => Promise<Stage>;
}

export interface FaultCase {
  /** The row of the table of fault cases. */
  readonly id: string;
  readonly input: string;
  /**
   * `waiting`: it takes long and does little. `beside`: it may run while others do. `busy`: so it may, and keeps a core
   * at work; what it measures is its own gateway's memory, if anything. `alone`: it measures time.
   */
  readonly runs: 'waiting' | 'beside' | 'busy' | 'alone';
  /** It takes more than ten seconds of a core, or half a minute: `npm test` leaves it to `npm run test:faults`. */
  readonly isLong?: boolean;
  /** Throws only if it cannot be carried out; that counts as failed. */
  check(tools: FaultTools): Promise<readonly Check[]>;
}

export function sees(about: string, expected: unknown, seen: unknown): Check {
  return { about, expected: String(expected), seen: String(seen) };
}

/** Tests share their machine: bounds on time and memory are so much wider, unless FAULTS_EXACT_BOUNDS is set. */
const FACTORS: Readonly<Record<string, number>> = process.env['FAULTS_EXACT_BOUNDS']
  ? {}
  : { ms: 5, KiB: 1.5, MiB: 1.5 };

/** A bound: as long as it holds, what was seen reads like what was expected. */
export function isAtMost(about: string, bound: number, value: number, unit: string): Check {
  const limit = bound * (FACTORS[unit] ?? 1);
  const expected = `≤ ${limit} ${unit}`;
  return { about, expected, seen: value <= limit ? expected : `${round(value)} ${unit}` };
}

export function isAtLeast(about: string, limit: number, value: number, unit: string): Check {
  const expected = `≥ ${limit} ${unit}`;
  return { about, expected, seen: value >= limit ? expected : `${round(value)} ${unit}` };
}

/** A number that is worth a line, and has no bound. */
export function isToldOf(about: string, value: number, unit: string): Check {
  return isTold(about, `${round(value)} ${unit}`);
}

/** The same for words. */
export function isTold(about: string, told: string): Check {
  return { about, expected: told, seen: told };
}

export function holds({ expected, seen }: Check): boolean {
  return expected === seen;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
