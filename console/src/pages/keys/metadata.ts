type Value = string | number | boolean;

/** A name and what it stands for, as they are typed. */
export interface MetadataRow {
  readonly name: string;
  readonly value: string;
  /** As the API told it; left out = it is new. */
  readonly was?: Value;
}

export const NEW_METADATA: MetadataRow = { name: '', value: '' };

export function metadataRowsOf(metadata: Readonly<Record<string, unknown>> = {}): readonly MetadataRow[] {
  return Object.entries(metadata as Readonly<Record<string, Value>>).map(([name, was]) => {
    return { name, value: String(was), was };
  });
}

/** As the API takes it: what was typed is text, and a number or flag that was not touched stays one. */
export function metadataIn(rows: readonly MetadataRow[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    rows.map(({ name, value, was }) => [
      name.trim(),
      was !== undefined && String(was) === value ? was : value,
    ]),
  );
}

/** Whether a row has the name of one above it, of which the API could be told one alone. */
export function isRepeated(rows: readonly MetadataRow[], at: number): boolean {
  const name = rows[at]?.name.trim();
  return name !== '' && rows.slice(0, at).some((row) => row.name.trim() === name);
}
