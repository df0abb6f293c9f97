import { printTable } from './print-table.js';

describe('printTable', () => {
  it('shows what a terminal would obey as what it is', () => {
    const name = '\u001b[2J \u009b31m \u007f \u202egnp ✓ é';
    expect(printTable([{ name }])).toBe('name\n\\u001b[2J \\u009b31m \\u007f \\u202egnp ✓ é\n');
  });
});
