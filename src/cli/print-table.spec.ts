import { printTable } from './print-table.js';

describe('printTable', () => {
  it('shows what a terminal would obey as what it is', () => {
    const name = '\u001b[2J \u009b31m \u007f \u202egnp ✓ é';
    expect(printTable([{ name }])).toBe('name\n\\u001b[2J \\u009b31m \\u007f \\u202egnp ✓ é\n');
  });

  it('leaves out a column that is nested in one row, and would say of it that there is nothing', () => {
    const rows = [
      { id: 'a', allowed: null },
      { id: 'b', allowed: { models: [] } },
    ];
    expect(printTable(rows)).toBe('id\na\nb\n');
  });
});
