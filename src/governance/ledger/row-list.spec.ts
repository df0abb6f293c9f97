import { RowList } from './row-list.js';

function read(list: RowList): unknown {
  return JSON.parse(Buffer.from(list.toJson()).toString('utf8'));
}

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
    const { buffer } = list.toJson();
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
    list.clear();
    list.add('"another"');
    expect(read(list)).toEqual([['another']]);
    expect(list.toJson().buffer).toBe(buffer);
  });

  it('leaves memory that was made for a large row', () => {
    const list = new RowList();
    const bytesAfter = (text: string) => {
      list.add(JSON.stringify(text));
      const { byteLength } = list.toJson().buffer;
      list.clear();
      return byteLength;
    };
    expect(bytesAfter('a'.repeat(2_000_000))).toBeGreaterThan(4_000_000);
    expect(bytesAfter('a')).toBeLessThan(100_000);
  });
});
