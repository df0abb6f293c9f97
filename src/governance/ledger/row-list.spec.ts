import { RowList } from './row-list.js';

const bytesOf = (list: RowList) => list.toJson().map((json) => Buffer.from(json).toString('utf8'));
const read = (list: RowList) => bytesOf(list).flatMap((json) => JSON.parse(json) as unknown[]);

describe('a list of rows that wait for the tables', () => {
  it('has each row with all of its values, in the order in which they came', () => {
    const list = new RowList();
    list.add('1,"a"', '"b",null');
    list.add('2,"ü€😀"');
    list.add('3', '"c"');
    expect(list.size).toBe(3);
    expect(read(list)).toEqual([
      [1, 'a', 'b', null],
      [2, 'ü€😀'],
      [3, 'c'],
    ]);
  });

  it('keeps what it has while it grows', () => {
    const list = new RowList();
    const texts = Array.from({ length: 40 }, (_, at) =>
      String.fromCharCode(97 + (at % 26)).repeat(5_000 + at),
    );
    for (const text of texts) list.add(JSON.stringify(text));
    expect(read(list)).toEqual(texts.map((text) => [text]));
  });

  it('is told in lists that are no longer than is read with ease, or by a row', () => {
    const list = new RowList();
    expect(list.toJson()).toEqual([]);
    const rows = Array.from({ length: 100 }, (_, at) => `${at},"${'a'.repeat(at === 50 ? 200_000 : 3_000)}"`);
    for (const row of rows) list.add(row);
    expect(read(list)).toEqual(rows.map((row) => JSON.parse(`[${row}]`) as unknown));
    const lengths = bytesOf(list).map((json) => json.length);
    expect(lengths.length).toBeGreaterThan(5);
    expect(lengths.filter((length) => length > 70_000)).toHaveLength(1);
    expect(bytesOf(list)).toEqual(bytesOf(list));
  });

  it('says the same again when asked twice, and takes more behind it', () => {
    const list = new RowList();
    list.add('1');
    expect([read(list), read(list)]).toEqual([[[1]], [[1]]]);
    list.add('2');
    expect(read(list)).toEqual([[1], [2]]);
  });

  it('shares its memory, and uses it again', () => {
    const list = new RowList();
    list.add('1');
    const [{ buffer }] = list.toJson() as [Uint8Array];
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
    list.clear();
    list.add('"another"');
    expect(read(list)).toEqual([['another']]);
    expect(list.toJson()[0]?.buffer).toBe(buffer);
  });

  it('leaves memory that was made for a large row', () => {
    const list = new RowList();
    const bytesAfter = (text: string) => {
      list.add(JSON.stringify(text));
      const [{ buffer }] = list.toJson() as [Uint8Array];
      list.clear();
      return buffer.byteLength;
    };
    expect(bytesAfter('a'.repeat(2_000_000))).toBeGreaterThan(4_000_000);
    expect(bytesAfter('a')).toBeLessThan(100_000);
  });
});
