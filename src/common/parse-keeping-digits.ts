import { JsonShape } from './http/json-shape.js';
import { parseSparseJson } from './http/sparse-json.js';

/** A whole number of so many digits that JavaScript may read another one. Of a text it may be a part. */
const MAY_LOSE_DIGITS = /[:[,]\s*-?\d{16}/;
/** The same of a decimal of eighteen digits and more, such as an amount of a coin; JavaScript writes none of so many. */
const MAY_LOSE_DECIMALS = /[:[,]\s*-?(?:0\.0*[1-9]\d{17}|[1-9][\d.]{18})/;
/** Of a longer text, decimals are read as `JSON.parse` reads them: to look for some among vectors takes longer than it does. */
const MOST_CHARACTERS_OF_DECIMALS = 8 * 1024;
/** What is to be bounded, is so before it is parsed. */
const ANY_SHAPE = Object.freeze({ maxDepth: Infinity, maxValues: Infinity });

/** Whether digits of a whole number may be lost where the JSON is read and written again; seldom true where none are. */
export function mayLoseDigits(json: string): boolean {
  return MAY_LOSE_DIGITS.test(json);
}

/**
 * What `JSON.parse` gives; of a text that may lose digits, it is kept how its numbers were written.
 * @throws SyntaxError where the text is no JSON.
 */
export function parseKeepingDigits(json: string): unknown {
  const mayLose = mayLoseDigits(json) || mayLoseDecimals(json);
  return (mayLose ? withWritten(json) : undefined) ?? (JSON.parse(json) as unknown);
}

function mayLoseDecimals(json: string): boolean {
  return json.length <= MOST_CHARACTERS_OF_DECIMALS && MAY_LOSE_DECIMALS.test(json);
}

/** `undefined` = it is no JSON, or has no such number, or half of a character, which bytes cannot hold. */
function withWritten(json: string): unknown {
  if (!json.isWellFormed()) return undefined;
  const bytes = Buffer.from(json);
  const shape = new JsonShape(ANY_SHAPE);
  shape.add(bytes);
  return parseSparseJson(bytes, shape.apart, JSON.parse);
}
