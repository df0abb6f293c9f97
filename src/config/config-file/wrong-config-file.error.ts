/** One line for each thing that is wrong with the file, each beginning with `name:line:column`. */
export class WrongConfigFileError extends Error {
  override readonly name = 'WrongConfigFileError';

  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}
