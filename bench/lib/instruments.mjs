/**
 * Options of Node for what asks and what answers in a measurement: with a young generation of this size they collect
 * once in thousands of calls. Their collections would be told as the target's own time.
 */
export const SELDOM_COLLECTING = ['--min-semi-space-size=64', '--max-semi-space-size=64'];
