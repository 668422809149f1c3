import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeText, metricAt, placeOf, quoteName, quoteText } from './mapping.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    'air.so2',
    'air.so2_upper',
    'time',
    'x.time',
    '.a',
    'a.',
    '_a.b',
    '%.x',
    'a%2Eb.c',
    '\\',
    'a.b\\',
    '\n',
  ),
);

test('a metric comes back from its place, and its names are such as line protocol can hold', () => {
  fc.assert(
    fc.property(text, (metric) => {
      const place = placeOf(metric);
      expect(metricAt(place)).toBe(metric);
      // eslint-disable-next-line no-control-regex -- these are what must not be there
      expect(place.measurement + place.field).not.toMatch(/[\\\u0000-\u001f]/);
      expect(place.field).not.toMatch(/^(time|source|kind|period|issued_at)$|_(upper|quality|received)$/);
    }),
  );
});

test('what has nothing odd about it is kept as it is', () => {
  expect(placeOf('air.pm25')).toEqual({ measurement: 'air', field: 'pm25' });
  expect(placeOf('report.yangquan.line')).toEqual({ measurement: 'report', field: 'yangquan.line' });
  expect(encodeText('阳泉 yq-01')).toBe('阳泉 yq-01');
});

test('names and texts cannot end early', () => {
  expect(quoteName('a"b\\')).toBe('"a\\"b\\\\"');
  expect(quoteText("a'b\\")).toBe("'a\\'b\\\\'");
});
