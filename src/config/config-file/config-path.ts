/** A place in the file: keys and indices from the top. */
export type ConfigPath = readonly (string | number)[];

/** `providers[0].base_url`; the whole file is `the file`. */
export function nameOf(path: ConfigPath): string {
  if (path.length === 0) return 'the file';
  return path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step}]`;
    const shown = /^[A-Za-z0-9_./:-]{1,60}$/.test(step) ? step : '…';
    return name === '' ? shown : `${name}.${shown}`;
  }, '');
}
