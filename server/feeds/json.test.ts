import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingInputSchema } from '../wire/http.ts';
import { findJsonError } from './json-error.ts';
import { parseJsonReadings, parseNdjsonReadings } from './json.ts';

const NOW = 1_732_000_000_000;
const options = { receivedAt: NOW, limit: 100 };
const json = (body: unknown) => parseJsonReadings(Buffer.from(JSON.stringify(body)), options);
const good = { source: 'yq-01', metric: 'air.so2', time: 5, value: 1.5 };

/** The refusals of one reading between two good ones. */
function refusalOf(item: unknown): string {
  const parsed = json({ readings: [good, item, good] });
  if (!parsed.ok) throw new Error(parsed.detail);
  expect(parsed.positions).toEqual([0, 2]);
  expect(parsed.rejected.map((r) => r.index)).toEqual([1]);
  return parsed.rejected[0]?.reason ?? '';
}

describe('a JSON body', () => {
  it('gives readings with every part, the plain ones and those with nulls', () => {
    const full = {
      ...good,
      time: '2024-11-19T08:00:00+08:00',
      period: 3600,
      kind: 'forecast',
      issuedAt: '2024-11-18T16:00:00Z',
      upper: 9,
      quality: 'N',
    };
    const nulls = { ...good, period: null, upper: null, quality: null, issuedAt: null };
    expect(json({ readings: [full, nulls, { ...good, kind: 'forecast' }] })).toEqual({
      ok: true,
      readings: [
        { ...full, time: 1_731_974_400_000, issuedAt: 1_731_945_600_000, receivedAt: NOW },
        { ...nulls, kind: 'observed', receivedAt: NOW },
        { ...nulls, kind: 'forecast', issuedAt: NOW, receivedAt: NOW },
      ],
      positions: [0, 1, 2],
      rejected: [],
    });
  });

  it.each([
    ['a string value', { ...good, value: '12' }, /^value: .*number.*\(got "12"\)$/],
    ['a value beyond all numbers', { ...good, value: null }, /^value: .*number/],
    [
      'a local time',
      { ...good, time: '2024-11-19T08:00:00' },
      /^time: expected ISO 8601 .* \(got "2024-11-19T08:00:00"\)$/,
    ],
    ['a day that does not exist', { ...good, time: '2023-02-29T08:00:00Z' }, /^time: /],
    ['a time that no date can hold', { ...good, time: 9e15 }, /^time: /],
    ['a broken time', { ...good, time: 5.5 }, /^time: /],
    ['no source', { ...good, source: '' }, /^source: /],
    ['an unknown key', { ...good, unit: 'mg' }, /unit/],
    ['a period of nothing', { ...good, period: 0 }, /^period: /],
    ['an unknown kind', { ...good, kind: 'guess' }, /^kind: /],
    ['no object', 5, /expected object/],
    ['a list', [good], /expected object/],
  ])('refuses %s and keeps the rest', (_name, item, reason) => {
    expect(refusalOf(item)).toMatch(reason);
  });

  it('refuses 1e999, which JSON lets through as infinity', () => {
    const parsed = parseJsonReadings(
      Buffer.from('{"readings":[{"source":"a","metric":"air.so2","time":5,"value":1e999}]}'),
      options,
    );
    expect(parsed).toMatchObject({ ok: true, readings: [], rejected: [{ index: 0 }] });
  });

  it.each([
    ['NaN', '{"readings":[{"source":"a","value":NaN}]}', 'no JSON: unexpected "NaN}]}" at line 1, column 36'],
    ['an end too early', '{"readings":[\n{"source":"a"', 'no JSON: the text ends too early at line 2, column 14'],
    ['nothing', '', 'no JSON: the text ends too early at line 1, column 1'],
  ])('says where JSON breaks: %s', (_name, text, detail) => {
    expect(parseJsonReadings(Buffer.from(text), options)).toEqual({ ok: false, code: 'malformed-body', detail });
  });

  it.each([
    ['a list', [good], /must be an object/],
    ['another key', { readings: [good], dry: true }, /unknown key "dry"/],
    ['no list', { readings: good }, /must be a list/],
  ])('of another shape is refused: %s', (_name, body, detail) => {
    expect(json(body)).toMatchObject({ ok: false, code: 'invalid-body', detail: expect.stringMatching(detail) });
  });

  it('with too many readings, or not in UTF-8, is refused', () => {
    expect(json({ readings: Array(101).fill(good) })).toMatchObject({ ok: false, code: 'too-many-readings' });
    expect(parseJsonReadings(Buffer.from([0x7b, 0xff]), options)).toMatchObject({ ok: false, code: 'malformed-body' });
  });

  it('the plain check never takes what the schema refuses', () => {
    const whatever = fc.oneof(
      fc.constantFrom<unknown>(
        undefined,
        null,
        '',
        'a',
        'forecast',
        'observed',
        '2024-02-29T00:00:00Z',
        '2023-02-29T00:00Z',
      ),
      fc.constantFrom<unknown>('2024-12-31T23:59:59.1234+08:00', '2024-13-01T00:00:00Z', true, [], 9e15, 0, -1),
      fc.double(),
      fc.integer(),
      fc.string({ maxLength: 20 }),
    );
    const item = fc.record(
      {
        source: whatever,
        metric: whatever,
        time: whatever,
        value: whatever,
        period: whatever,
        kind: whatever,
        issuedAt: whatever,
        upper: whatever,
        quality: whatever,
        x: whatever,
      },
      { requiredKeys: ['source', 'metric', 'time', 'value'] },
    );
    const mostlyGood = fc.tuple(item, fc.subarray(Object.keys(good))).map(([odd, keep]) => {
      const mixed: Record<string, unknown> = { ...odd };
      for (const [key, value] of Object.entries(good)) if (keep.includes(key)) mixed[key] = value;
      return mixed;
    });
    fc.assert(
      fc.property(mostlyGood, (input) => {
        const text = JSON.stringify({ readings: [input] });
        const parsed = parseJsonReadings(Buffer.from(text), options);
        const checked = readingInputSchema.safeParse(JSON.parse(text).readings[0]);
        expect(parsed.ok && parsed.readings.length === 1).toBe(checked.success);
        expect(parsed.ok ? parsed.readings[0]?.time : null).toBe(checked.data?.time);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('NDJSON', () => {
  it('takes a reading a line and counts the lines that hold one', () => {
    const text = `${JSON.stringify(good)}\n\n{"source":\r\n${JSON.stringify({ ...good, value: 'x' })}\n${JSON.stringify(good)}`;
    const parsed = parseNdjsonReadings(Buffer.from(text), options);
    expect(parsed).toMatchObject({ ok: true, positions: [0, 3], rejected: [{ index: 1 }, { index: 2 }] });
    expect(parsed.ok && parsed.rejected[0]?.reason).toBe('no JSON: the text ends too early at line 3, column 11');
  });

  it('refuses more than the limit', () => {
    const text = `${JSON.stringify(good)}\n`.repeat(101);
    expect(parseNdjsonReadings(Buffer.from(text), options)).toMatchObject({ ok: false, code: 'too-many-readings' });
  });
});

describe('findJsonError', () => {
  it('agrees with JSON.parse on what is JSON', () => {
    const isJson = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\n"',
      '"',
      '1',
      '-0.5e1',
      '01',
      'true',
      'nul',
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(piece, { maxLength: 12 }).map((p) => p.join('')),
        ),
        (text) => {
          expect(findJsonError(text) === -1).toBe(isJson(text));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
