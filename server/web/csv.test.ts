import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

describe('CSV', () => {
  it('begins with a byte order mark, ends each row with CRLF, and quotes what needs it', () => {
    expect(
      toCsv([
        ['时间', '备注'],
        ['2026-11-22 08:00', 'a, b'],
        ['', null],
        [3.5, 'he said "no"\nand left'],
      ]),
    ).toBe('\uFEFF时间,备注\r\n2026-11-22 08:00,"a, b"\r\n,\r\n3.5,"he said ""no""\nand left"\r\n');
  });

  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1', "'+1"],
    ['-1+2', "'-1+2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    [' =1', "' =1"],
    ['\t=1', "'\t=1"],
    ['a=1', 'a=1'],
    ['SO₂ > 500', 'SO₂ > 500'],
  ])('shows %j and works nothing out', (text, field) => {
    expect(toCsv([[text]])).toBe(`\uFEFF${field}\r\n`);
  });

  it('leaves a number a number', () => {
    expect(toCsv([[-4, 0]])).toBe('\uFEFF-4,0\r\n');
  });

  it('is read back by a reader of CSV', () => {
    const rows = [
      ['a"b', 'c,d', 'e\r\nf', ''],
      ['甲', ' 乙 ', '丙', '丁'],
    ];
    expect(parse(toCsv(rows), { bom: true })).toEqual(rows);
  });
});
