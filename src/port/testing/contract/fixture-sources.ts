import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A fixture and what it says of where it was read. */
interface SourceNote {
  readonly file: string;
  readonly source: string;
  /** Folders of the providers whose fixtures were read at the same place. */
  readonly sharedWith: readonly string[];
}

/** A fixture that names the same source as a fixture of another provider. */
export interface BorrowedSource {
  readonly file: string;
  readonly source: string;
  /** The folder of the other provider. */
  readonly alsoOf: string;
}

/**
 * Sources of a provider's fixtures that another provider's fixtures name as well, letter by letter: the trace of a
 * folder that was copied and not edited. Others are the folders beside the provider's own, `../../<provider>/fixtures`.
 * A fixture that two wires really share says so with `"sharedWith": ["<provider>"]`.
 */
export function borrowedSources(folder: string): BorrowedSource[] {
  const own = sourceNotes(folder);
  return otherFolders(folder).flatMap((other) => {
    const alsoOf = basename(dirname(other));
    const theirs = new Set(sourceNotes(other).map(({ source }) => source));
    return own
      .filter(({ source, sharedWith }) => theirs.has(source) && !sharedWith.includes(alsoOf))
      .map(({ file, source }) => ({ file, source, alsoOf }));
  });
}

function otherFolders(folder: string): string[] {
  const provider = dirname(folder);
  const home = dirname(provider);
  return readdirSync(home)
    .filter((name) => name !== basename(provider))
    .map((name) => join(home, name, basename(folder)))
    .filter((other) => existsSync(other));
}

function sourceNotes(folder: string): SourceNote[] {
  const files = readdirSync(folder).toSorted();
  return files.filter((file) => file.endsWith('.json')).flatMap((file) => notesOf(folder, file, files));
}

/** What the JSON says, and the comment on top of the stream beside it. */
function notesOf(folder: string, file: string, files: readonly string[]): SourceNote[] {
  const { source, sharedWith = [] } = readNote(join(folder, file));
  const stream = file.replace(/\.json$/, '.sse');
  const comment = files.includes(stream) ? streamSource(join(folder, stream)) : null;
  const notes = [{ file, source, sharedWith }];
  return comment === null ? notes : [...notes, { file: stream, source: comment, sharedWith }];
}

type WrittenNote = Pick<SourceNote, 'source'> & Partial<SourceNote>;

function readNote(path: string): WrittenNote {
  return JSON.parse(readFileSync(path, 'utf8')) as WrittenNote;
}

function streamSource(path: string): string | null {
  return /^: Source: (.*?)\. Read \d{4}-/.exec(readFileSync(path, 'utf8'))?.[1] ?? null;
}
