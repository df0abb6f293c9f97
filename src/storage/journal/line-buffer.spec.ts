import { crc32 } from 'node:zlib';
import { LineBuffer } from './line-buffer.js';

const linesOf = ({ bytes, length }: LineBuffer) => bytes.toString('utf8', 0, length).split('\n');

describe('LineBuffer', () => {
  it('has a line a record, with its generation and the checksum of its bytes', () => {
    const lines = new LineBuffer();
    lines.add(7, 'one');
    lines.add(12, 'zwei ✓ 😀');
    const sums = [crc32('one', 7), crc32('zwei ✓ 😀', 12)].map((sum) => String(sum).padStart(10, '0'));
    expect(linesOf(lines)).toEqual([`7 ${sums[0]} one`, `12 ${sums[1]} zwei ✓ 😀`, '']);
  });

  it('grows by what is added, and keeps what it has', () => {
    const lines = new LineBuffer();
    const records = ['a', 'b', 'c'].map((letter) => letter.repeat(50_000));
    for (const record of records) lines.add(1, record);
    expect(linesOf(lines).map((line) => line.slice(13))).toEqual([...records, '']);
  });

  it('lets go of its room behind a record that is very long', () => {
    const lines = new LineBuffer();
    lines.add(1, 'a'.repeat(2_000_000));
    lines.clear();
    expect([lines.length, lines.bytes.length]).toEqual([0, 65_536]);
    lines.add(1, 'short');
    expect(linesOf(lines)[0]).toMatch(/^1 \d{10} short$/);
  });
});
