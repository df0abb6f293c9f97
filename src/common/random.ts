/** Chance as an argument: tests hand in their own. Draws from [0, 1). */
export type Random = () => number;

/** Injects a `Random`. */
export const RANDOM = Symbol('RANDOM');
