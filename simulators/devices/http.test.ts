import { describe, expect, it } from 'vitest';
import { backOffMs, encodeLines, postLines, type HttpTarget } from './http.ts';

describe('line protocol', () => {
  it('puts the pollutants of one station and period into one line', () => {
    expect(
      encodeLines([
        { source: 's 1', metric: 'air.pm25', time: 1_000, value: 12.5, period: 300 },
        { source: 's 1', metric: 'air.co', time: 1_000, value: 0.4, period: 300 },
        { source: 's 2', metric: 'air.co', time: 1_000, value: 0.5, period: 300 },
        { source: 's 2', metric: 'air.co', time: 2_000, value: 0.6, period: 300 },
      ]),
    ).toEqual([
      String.raw`air,source=s\ 1,period=300 pm25=12.5,co=0.4 1000`,
      String.raw`air,source=s\ 2,period=300 co=0.5 1000`,
      String.raw`air,source=s\ 2,period=300 co=0.6 2000`,
    ]);
  });

  it('carries forecasts, upper ends and flags', () => {
    expect(
      encodeLines([
        {
          source: 'c',
          metric: 'air.aqi',
          time: 5,
          value: 210,
          period: 3600,
          kind: 'forecast',
          issuedAt: 4,
          upper: 230,
        },
        { source: 'g', metric: 'grid.load', time: 5, value: 9, quality: 'D' },
      ]),
    ).toEqual([
      'air,source=c,period=3600,kind=forecast,issued_at=4 aqi=210,aqi_upper=230 5',
      'grid,source=g,quality=D load=9 5',
    ]);
  });

  it('never puts one field twice into a line', () => {
    const reading = { source: 'g', metric: 'grid.load', time: 5, value: 9 };
    expect(encodeLines([reading, { ...reading, value: 10 }])).toEqual([
      'grid,source=g load=9 5',
      'grid,source=g load=10 5',
    ]);
    expect(encodeLines([])).toEqual([]);
  });
});

describe('posting', () => {
  const target = (answer: () => Promise<Response>): HttpTarget => ({
    base: 'http://127.0.0.1:1',
    token: 'secret',
    fetch: answer,
    signal: new AbortController().signal,
  });
  const answering = (status: number, body: string | null = null, headers: Record<string, string> = {}): HttpTarget =>
    target(() => Promise.resolve(new Response(body, { status, headers })));

  it.each([
    [204, 'stored'],
    [400, 'partly'],
    [401, 'refused'],
    [413, 'refused'],
    [429, 'later'],
    [503, 'later'],
  ])('an answer of %d means %s', async (status, kind) => {
    expect((await postLines(answering(status), ['a v=1 1'])).kind).toBe(kind);
  });

  it('waits as long as a busy server asks', async () => {
    expect(await postLines(answering(429, 'slow', { 'retry-after': '3' }), [])).toEqual({
      kind: 'later',
      reason: '429 slow',
      afterMs: 3_000,
    });
  });

  it('keeps its lines when the server is away', async () => {
    const away = target(() => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })));
    expect(await postLines(away, [])).toEqual({ kind: 'later', reason: 'ECONNREFUSED', afterMs: null });
  });

  it('sends the token, the precision and all lines', async () => {
    const seen: { url: string; init: RequestInit | undefined }[] = [];
    const open: HttpTarget = {
      ...answering(204),
      fetch: (input, init) => {
        seen.push({ url: input instanceof Request ? input.url : String(input), init });
        return Promise.resolve(new Response(null, { status: 204 }));
      },
    };
    await postLines(open, ['a v=1 1', 'a v=2 2']);
    expect(seen[0]?.url).toBe('http://127.0.0.1:1/write?db=wanglou&precision=ms');
    expect(seen[0]?.init?.body).toBe('a v=1 1\na v=2 2');
    expect(new Headers(seen[0]?.init?.headers).get('authorization')).toBe('Bearer secret');
  });

  it('tries less and less often', () => {
    expect([1, 2, 3, 10, 100].map(backOffMs)).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
  });
});
