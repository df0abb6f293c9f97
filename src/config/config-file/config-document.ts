import { isKept } from '../../common/kept-texts.js';
import { WrongConfigFileError } from './wrong-config-file.error.js';
import type { ConfigPath } from './config-path.js';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';

/** A YAML file that knows where each of its values stands. */
export class ConfigDocument {
  private readonly lineCounter = new LineCounter();
  private readonly document: Document;

  /**
   * @param name the file, as messages call it.
   * @throws WrongConfigFileError where the text is not YAML, or says one thing twice.
   */
  constructor(
    text: string,
    readonly name: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lineCounter, prettyErrors: false });
    const { errors, warnings } = this.document;
    // What the parser quotes of the file stays out: there may be a key in it.
    const lines = [...errors, ...warnings].map(
      ({ code, pos: [at] }) => `${this.position(at)}: not valid YAML (${inWords(code)})`,
    );
    lines.push(...this.mergeKeys().map((at) => `${this.position(at)}: merge keys are not supported`));
    const unkept = 'U+0000 and halves of characters are kept by not every store';
    lines.push(...this.unkeptTexts().map((at) => `${this.position(at)}: ${unkept}`));
    if (lines.length > 0) throw new WrongConfigFileError(lines);
  }

  /** @throws WrongConfigFileError where aliases of YAML multiply without end. */
  toValue(): unknown {
    try {
      return this.document.toJS({ maxAliasCount: 100 }) as unknown;
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      throw new WrongConfigFileError([`${this.name}:1:1: not valid YAML (too many aliases)`]);
    }
  }

  /** `tollgate.yaml:4:5`: where the value stands or, where it is missing, what it is missing from. */
  where(path: ConfigPath): string {
    return this.position(this.offsetOf(path, 'value'));
  }

  /** Where the last key of the path stands. */
  whereKey(path: ConfigPath): string {
    return this.position(this.offsetOf(path, 'key'));
  }

  /** A `<<` without quotes: older YAML reads it as "with all that the other mapping has". */
  private mergeKeys(): number[] {
    const found: number[] = [];
    visit(this.document, {
      Pair: (_, { key }) => {
        if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') found.push(startOf(key));
      },
    });
    return found;
  }

  private unkeptTexts(): number[] {
    const found: number[] = [];
    visit(this.document, {
      Scalar: (_, node) => {
        if (typeof node.value === 'string' && !isKept(node.value)) found.push(startOf(node));
      },
    });
    return found;
  }

  private position(offset: number): string {
    const { line, col } = this.lineCounter.linePos(offset);
    return `${this.name}:${Math.max(1, line)}:${Math.max(1, col)}`;
  }

  private offsetOf(path: ConfigPath, side: 'key' | 'value'): number {
    let node: unknown = this.document.contents;
    let offset = startOf(node);
    for (const [depth, step] of path.entries()) {
      if (isAlias(node)) node = node.resolve(this.document);
      const pair = isMap(node)
        ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
        : null;
      const next: unknown = pair ? (pair.value ?? pair.key) : isSeq(node) ? node.items[Number(step)] : null;
      if (!next) break;
      const isWanted = side === 'key' && depth === path.length - 1 && pair;
      offset = startOf(isWanted ? pair.key : next);
      node = next;
    }
    return offset;
  }
}

function startOf(node: unknown): number {
  return (node as { range?: readonly number[] | null } | null)?.range?.[0] ?? 0;
}

/** `DUPLICATE_KEY` → "duplicate key". */
function inWords(code: string): string {
  if (code === 'TAG_RESOLVE_FAILED') return 'unknown tag';
  return code.toLowerCase().replaceAll('_', ' ');
}
