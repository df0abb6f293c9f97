import { toCsv } from './send-report.js';

describe('a report as CSV', () => {
  it('has a column a name, with names of parts joined', () => {
    const rows = [
      { day: '2026-11-29', tokens: { input: 3, total: null }, cost_usd: '0.5' },
      { day: '2026-11-30', tokens: { input: 4, total: 5 }, cost_usd: '1', attempts: [{ provider: 'a' }] },
    ];
    expect(toCsv(rows)).toBe(
      [
        'day,tokens_input,tokens_total,cost_usd,attempts',
        '2026-11-29,3,,0.5,',
        '2026-11-30,4,5,1,"[{""provider"":""a""}]"',
        '',
      ].join('\r\n'),
    );
  });

  it('has the columns of an object beside each other, be it null, empty or of other names in some rows', () => {
    const rows = [
      { tags: {}, cost: null, status: 402 },
      { tags: { a: '1' }, cost: { input: '2' }, status: 200 },
      { tags: { b: '3' }, cost: { input: '4' }, status: 200 },
    ];
    expect(toCsv(rows)).toBe(
      ['tags_a,tags_b,cost_input,status', ',,,402', '1,,2,200', ',3,4,200', ''].join('\r\n'),
    );
  });

  it('has its columns where there is no row', () => {
    expect(toCsv([], { day: '', tokens: { input: 0 } })).toBe('day,tokens_input\r\n');
  });

  it('has the same columns with rows that lack something as without any', () => {
    const blank = { id: '', cost: { input: '0', output: '0' }, tags: {} };
    expect(toCsv([{ id: 'a', cost: null, tags: { b: '1' } }], blank)).toBe(
      'id,cost_input,cost_output,tags_b\r\na,,,1\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@a', '\tx'])('lets no spreadsheet calculate with %j', (text) => {
    expect(toCsv([{ user: text }])).toBe(`user\r\n"'${text}"\r\n`);
  });

  it('leaves money below zero a decimal', () => {
    const row = { model: '-1', difference_usd: '-0.0005', cost_usd: '-1+1' };
    expect(toCsv([row])).toBe(`model,difference_usd,cost_usd\r\n"'-1",-0.0005,"'-1+1"\r\n`);
  });

  it('quotes what has quotes, commas and lines in it', () => {
    expect(toCsv([{ client: 'a "b", c\nd' }])).toBe('client\r\n"a ""b"", c\nd"\r\n');
  });
});
