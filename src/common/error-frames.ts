const FRAME = /^at .+:\d+:\d+\)?$/;

/**
 * Where an error was thrown, as the lines of its stack say. Never its message, which may quote a body, a prompt or a
 * key: the stack begins with it, and it may have lines that look like frames.
 */
export function framesOf(error: unknown): string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  const { message, stack } = error;
  const start = stack.indexOf(message);
  const frames = start < 0 ? '' : stack.slice(start + message.length);
  return frames
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => FRAME.test(line));
}
