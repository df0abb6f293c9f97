import type { Fields } from '../../src/common/fields.js';

export interface SentFrame {
  readonly event: string | undefined;
  /** As it was sent. */
  readonly data: string;
}

/** The whole frames of a stream; comments are none. */
export function framesIn(text: string): SentFrame[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((frame) => {
      const lines = frame.split('\n');
      const of = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = of('data');
      return data === undefined ? [] : [{ event: of('event'), data }];
    });
}

/** The objects of a stream; its end mark is none. */
export function objectsIn<Event = Fields>(text: string): Event[] {
  return framesIn(text)
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => JSON.parse(data) as Event);
}

/** A text in two pieces. */
export function halves(text: string): [string, string] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}
