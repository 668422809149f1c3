import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf } from './bytes-of.ts';
import { parseNumber, readHeader, readLines, splitRow } from './lines.ts';

async function linesOf(text: string, chunk: number): Promise<[number, string][]> {
  const found: [number, string][] = [];
  for await (const { lines, first } of readLines(bytesOf(text, chunk))) {
    for (const [i, line] of lines.entries()) found.push([first + i, line]);
  }
  return found;
}

describe('lines', () => {
  test.each([1, 2, 3, 7, 1000])('are the same in chunks of %i bytes', async (chunk) => {
    expect(await linesOf('\uFEFF站,值\r\n望楼,1\r\n\nlast', chunk)).toEqual([
      [1, '站,值'],
      [2, '望楼,1'],
      [3, ''],
      [4, 'last'],
    ]);
  });

  test('a line without an end in sight is refused', async () => {
    await expect(linesOf('a\n' + 'x'.repeat(1_100_000), 65_536)).rejects.toThrow('line 2 has more than');
  });
});

describe('a row', () => {
  test.each<[string, string, string[] | string]>([
    ['plain', 'a,,b', ['a', '', 'b']],
    ['quoted', '1,"W","Dongsi"', ['1', 'W', 'Dongsi']],
    ['a comma in quotes', '"a,b",c', ['a,b', 'c']],
    ['a quote in quotes', '"a""b",c', ['a"b', 'c']],
    ['a quote that does not close', '"a,b', 'a quotation mark that does not close, or stands inside a field'],
    ['a quote inside a field', 'a"b,c', 'a quotation mark that does not close, or stands inside a field'],
    ['bytes that are no UTF-8', 'a\uFFFD,c', 'not UTF-8 text'],
  ])('%s', (_, line, fields) => {
    expect(splitRow(line)).toEqual(fields);
  });

  test.each([
    ['a,a', 'the header names the column a twice'],
    ['a,,b', 'column 2 of the header has no name'],
    ['a,"b', 'the header is a quotation mark'],
  ])('the header %s is refused', (line, message) => {
    expect(() => readHeader(line)).toThrow(message);
  });
});

describe('a number', () => {
  test.each<[string, number]>([
    ['0', 0],
    ['12', 12],
    ['-3.5', -3.5],
    ['.5', 0.5],
    ['5.', 5],
    [' 7 ', 7],
    ['1e3', 1000],
    ['0.1', 0.1],
    ['', Number.NaN],
    [' ', Number.NaN],
    ['.', Number.NaN],
    ['1.2.3', Number.NaN],
    ['0x10', Number.NaN],
    ['NaN', Number.NaN],
    ['Infinity', Number.NaN],
    ['1e999', Number.NaN],
    ['1,5', Number.NaN],
    ['二', Number.NaN],
  ])('%j', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  test('what JavaScript writes is read back to the last bit', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()), (value) => {
        expect(parseNumber(String(value))).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.integer({ min: 0, max: 6 }), (digits, decimals) => {
        const text = (digits / 10 ** decimals).toFixed(decimals);
        expect(parseNumber(text)).toBe(Number(text));
      }),
    );
  });
});
