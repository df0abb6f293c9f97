import { endOfCharacter } from './tokens/token-counting.js';

const LONGEST_PIECE = 24;
const SPACE = /\s/;

/** Cuts a text into words with the space behind them, and long words into parts; joined they are the text again. */
export function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start);
    yield text.slice(start, end);
    start = end;
  }
}

function endOfPiece(text: string, start: number): number {
  const limit = endOfCharacter(text, start + LONGEST_PIECE);
  for (let end = start + 1; end < limit; end++) {
    if (SPACE.test(text.charAt(end - 1)) && !SPACE.test(text.charAt(end))) return end;
  }
  return limit;
}
