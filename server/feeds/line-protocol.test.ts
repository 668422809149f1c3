import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineParser, type LinePrecision } from './line-protocol.ts';

const NOW = 1_732_000_000_000;
const run = (text: string, precision: LinePrecision = 'ms', limit = 50_000) => {
  const parsed = createLineParser()(Buffer.from(text), { receivedAt: NOW, precision, limit });
  if (!parsed.ok) throw new Error(parsed.detail);
  return parsed;
};
const one = (text: string, precision: LinePrecision = 'ms') => {
  const parsed = run(text, precision);
  expect(parsed.rejected).toEqual([]);
  const [reading] = parsed.readings;
  if (reading === undefined) throw new Error('no reading');
  return reading;
};

describe('a good line', () => {
  it('gives a reading with all its parts', () => {
    expect(one('air,source=yq-01,period=3600,host=box so2=12.3 1731996000000')).toEqual({
      source: 'yq-01',
      metric: 'air.so2',
      time: 1_731_996_000_000,
      value: 12.3,
      period: 3600,
      kind: 'observed',
      issuedAt: null,
      upper: null,
      quality: null,
      receivedAt: NOW,
    });
  });

  it('gives one reading a field and puts an upper end into its field, wherever it stands', () => {
    const { readings, positions } = run(
      '\nair,source=a,kind=forecast,issued_at=2024-11-19T08:00:00+08:00 aqi_upper=250,aqi=200,so2=7 5',
    );
    expect(readings.map((r) => [r.metric, r.value, r.upper, r.issuedAt])).toEqual([
      ['air.aqi', 200, 250, 1_731_974_400_000],
      ['air.so2', 7, null, 1_731_974_400_000],
    ]);
    expect(positions).toEqual([2, 2]);
  });

  it('takes the present where there is no timestamp, and for the issue of a forecast that does not say', () => {
    expect(one('air,source=a,kind=forecast so2=1')).toMatchObject({ time: NOW, issuedAt: NOW });
    expect(one('air,source=a so2=1   ')).toMatchObject({ time: NOW, issuedAt: null });
  });

  it('takes marks as fields as well, quoted or not', () => {
    expect(one('air,source=a so2=1,quality="D",period=60,kind="observed" 5')).toMatchObject({
      quality: 'D',
      period: 60,
      metric: 'air.so2',
    });
    expect(one('air,source=a so2=1,quality=N 5').quality).toBe('N');
  });

  it.each([
    ['ns', '1731996000123456789', 1_731_996_000_123],
    ['ns', '-1', -1],
    ['ns', '-1000000', -1],
    ['ns', '0', 0],
    ['us', '1731996000123999', 1_731_996_000_123],
    ['ms', '1731996000123', 1_731_996_000_123],
    ['s', '1731996000', 1_731_996_000_000],
    ['m', '28866600', 1_731_996_000_000],
    ['h', '481110', 1_731_996_000_000],
  ] as const)('reads a timestamp in %s: %s', (precision, stamp, time) => {
    expect(one(`air,source=a so2=1 ${stamp}`, precision).time).toBe(time);
  });

  it.each([
    ['1', 1],
    ['-1.5', -1.5],
    ['+2', 2],
    ['.5', 0.5],
    ['1.', 1],
    ['-0', 0],
    ['-1e3', -1000],
    ['1.25E-2', 0.0125],
    ['12i', 12],
    ['-12i', -12],
    ['12u', 12],
    ['0.1', 0.1],
    ['123456789012345678', 123_456_789_012_345_680],
    ['t', 1],
    ['TRUE', 1],
    ['False', 0],
  ])('reads the value %s', (text, value) => {
    expect(one(`m,source=a f=${text} 5`).value).toBe(value);
  });

  it('reads every decimal as Number does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -99_999_999, max: 99_999_999 }),
        fc.integer({ min: 0, max: 7 }),
        (mantissa, places) => {
          const text = (mantissa / 10 ** places).toFixed(places);
          expect(one(`m,source=a f=${text} 5`).value).toBe(Number(text) + 0);
        },
      ),
    );
  });

  it('undoes escapes', () => {
    const reading = one('my\\ air\\,2,a\\ b=c,source=yq\\ 01\\,x\\=y so\\ 2\\=\\,=4 5');
    expect([reading.source, reading.metric]).toEqual(['yq 01,x=y', 'my air,2.so 2=,']);
  });

  it('passes over comments and empty lines, takes CRLF and a body without a last newline', () => {
    const { readings, positions } = run(
      '# a comment, with=things 1\r\n\r\n  \nair,source=a so2=1 5\r\nair,source=a so2=2 6',
    );
    expect(readings.map((r) => [r.value, r.time])).toEqual([
      [1, 5],
      [2, 6],
    ]);
    expect(positions).toEqual([4, 5]);
  });

  it('counts lines inside quotes', () => {
    const { rejected, readings, positions } = run('a,source=a f=1,s="x\ny" 5\na,source=a f=2 6');
    expect(rejected.map((r) => r.index)).toEqual([1]);
    expect([readings.map((r) => r.value), positions]).toEqual([[2], [3]]);
  });
});

describe('a bad line', () => {
  it.each([
    [',source=a f=1', 'missing measurement'],
    ['air f=1', 'missing tag "source"'],
    ['air,source= f=1', 'missing tag value'],
    ['air,source f=1', 'missing tag value'],
    ['air,=a f=1', 'missing tag key'],
    ['air,source=a,source=b f=1', 'duplicate tags'],
    ['air,source=a', 'missing fields'],
    ['air,source=a ', 'missing fields'],
    ['air,source=a f', 'missing field value'],
    ['air,source=a =1', 'missing field key'],
    ['air,source=a f=', 'missing field value'],
    ['air,source=a f=1,', 'missing field key'],
    ['air,source=a f=1,g 5', 'missing field value'],
    ['air,source=a f=NaN', 'invalid number'],
    ['air,source=a f=+Inf', 'invalid number'],
    ['air,source=a f=1e999', 'invalid number'],
    ['air,source=a f=1.2.3', 'invalid number'],
    ['air,source=a f=1.5i', 'invalid number'],
    ['air,source=a f=9223372036854775808i', 'invalid number'],
    ['air,source=a f=-1u', 'invalid number'],
    ['air,source=a f=yes', 'invalid boolean'],
    ['air,source=a f="ok"', 'field "f" is a string; readings are numbers'],
    ['air,source=a f="ok', 'unbalanced quotes'],
    ['air,source=a quality="a"x', 'invalid field format'],
    ['air,source=a quality="N" 5', 'missing fields'],
    ['air,source=a f_upper=3', 'field "f_upper" without a field "f"'],
    ['air,source=a f=1 abc', 'bad timestamp'],
    ['air,source=a f=1 1.5', 'bad timestamp'],
    ['air,source=a f=1 5 6', 'bad timestamp'],
    ['air,source=a f=1 9999999999999999', 'bad timestamp'],
    ['air,source=a,period=0 f=1', 'bad period "0": seconds above 0 and at most 86400'],
    ['air,source=a,period=1h f=1', 'bad period "1h": seconds above 0 and at most 86400'],
    ['air,source=a,kind=guess f=1', 'bad kind "guess": observed or forecast'],
    ['air,source=a,issued_at=today f=1', 'bad issued_at "today": epoch ms or ISO 8601 with an offset'],
    ['air,source=a,quality=12345678901234567 f=1', 'bad quality "12345678901234567": at most 16 characters'],
  ])('%s: %s', (text, reason) => {
    const { readings, rejected } = run(`air,source=a so2=1 1\n${text}\nair,source=a so2=2 2\n`);
    expect(rejected).toEqual([{ index: 2, reason: `unable to parse '${text.trim()}': ${reason}` }]);
    expect(readings.map((r) => r.value)).toEqual([1, 2]);
  });

  it('is refused whole, and quoted up to 80 characters', () => {
    const { readings, rejected } = run(`air,source=a so2=1,no2=2,pm10=oops,note="${'x'.repeat(200)}" 5`);
    expect(readings).toEqual([]);
    expect(rejected[0]?.reason).toMatch(/^unable to parse '.{80}\.\.\.': invalid boolean$/);
  });

  it('nanoseconds beyond int64 are no timestamp', () => {
    expect(run('a,source=a f=1 9223372036855000000', 'ns').rejected[0]?.reason).toMatch(/bad timestamp$/);
  });

  it('a body over the limit is refused as a whole', () => {
    const parsed = createLineParser()(Buffer.from('a,source=a f=1 1\n'.repeat(11)), {
      receivedAt: NOW,
      precision: 'ms',
      limit: 10,
    });
    expect(parsed).toMatchObject({ ok: false, code: 'too-many-readings' });
  });
});

describe('the memory of series', () => {
  it('gives the same readings however small it is', () => {
    const text = Array.from({ length: 300 }, (_, i) => `air,source=s-${i % 7},n=${i} so2=${i} ${i}`).join('\n');
    const options = { receivedAt: NOW, precision: 'ms', limit: 1000 } as const;
    const small = createLineParser({ maxSeries: 2 });
    expect(small(Buffer.from(text), options)).toEqual(createLineParser()(Buffer.from(text), options));
    expect(small(Buffer.from(text), options)).toEqual(createLineParser()(Buffer.from(text), options));
  });

  it('any bytes at all give an answer', () => {
    const parse = createLineParser();
    const piece = fc.constantFrom(
      'air',
      ',',
      'source=a',
      ' ',
      '=',
      'so2',
      '1.5',
      '"',
      '\\',
      '\n',
      '\r\n',
      '#',
      '-',
      'é',
      '5',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const body = Buffer.from(pieces.join(''));
        const first = parse(body, { receivedAt: NOW, precision: 'ns', limit: 1000 });
        expect(first.ok).toBe(true);
        if (!first.ok) return;
        expect(first.readings.every((reading) => Number.isFinite(reading.value) && Number.isFinite(reading.time))).toBe(
          true,
        );
        expect(first.rejected.every(({ index }) => index >= 1)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
