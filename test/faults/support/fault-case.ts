import type { Stage, StageOptions } from './stage.js';

/** One thing that was looked at; it holds when both texts are the same. */
export interface Check {
  /** Which of the case's inputs; a few words. */
  readonly about: string;
  readonly expected: string;
  readonly seen: string;
}

export interface FaultTools {
  /** The gateway that small cases share. */
  readonly stage: Stage;
  /** A gateway of the case's own, ended with the case. */
  readonly open: (options?: StageOptions) => Promise<Stage>;
}

export interface FaultCase {
  /** The row of the table of fault cases. */
  readonly id: string;
  readonly input: string;
  /** `beside`: it may run while others do. `alone`: it measures time or memory. `waiting`: it takes long and does little. */
  readonly runs: 'beside' | 'alone' | 'waiting';
  /** Throws only if it cannot be carried out; that counts as failed. */
  check(tools: FaultTools): Promise<readonly Check[]>;
}

export function sees(about: string, expected: unknown, seen: unknown): Check {
  return { about, expected: String(expected), seen: String(seen) };
}

/** Bounds on time are so much wider, because tests share their machine; 1 asks for the bounds themselves. */
const TIME_FACTOR = Number(process.env['FAULTS_TIME_FACTOR'] ?? 5);

/** A bound: as long as it holds, what was seen reads like what was expected. */
export function isAtMost(about: string, bound: number, value: number, unit: string): Check {
  const limit = unit === 'ms' ? bound * TIME_FACTOR : bound;
  const expected = `≤ ${limit} ${unit}`;
  return { about, expected, seen: value <= limit ? expected : `${round(value)} ${unit}` };
}

export function isAtLeast(about: string, limit: number, value: number, unit: string): Check {
  const expected = `≥ ${limit} ${unit}`;
  return { about, expected, seen: value >= limit ? expected : `${round(value)} ${unit}` };
}

/** A number that is worth a line, and has no bound. */
export function isToldOf(about: string, value: number, unit: string): Check {
  const told = `${round(value)} ${unit}`;
  return { about, expected: told, seen: told };
}

export function holds({ expected, seen }: Check): boolean {
  return expected === seen;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
