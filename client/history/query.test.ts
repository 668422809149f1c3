import { describe, expect, it } from 'vitest';
import { rangeFault, rangeOf, readAsked, toQuery, writeAsked } from './query.ts';

const asked = (search: string) => readAsked(new URLSearchParams(search));
const at = (text: string): number => Date.parse(text);
const NOW = at('2026-11-22T10:30:00+08:00');

describe('a question to the history', () => {
  it('is the address of the page, both ways', () => {
    for (const search of [
      '',
      'view=kpis&span=month&jurisdiction=yangquan',
      'span=custom&from=2026-11-20T00%3A00%3A00.000Z&to=2026-11-21T00%3A00%3A00.000Z&text=%E9%98%B3%E5%9F%8E&level=none',
      'person=%E7%8E%8B&subject=yq-01&class=quality&kind=act',
    ]) {
      expect(writeAsked(asked(search)).toString()).toBe(search);
    }
  });

  it('takes for unsaid what is none', () => {
    expect(asked('view=x&span=year&level=V&class=x&kind=x&from=yesterday')).toEqual(asked(''));
  });

  it('goes to the server with its range, and without what is empty', () => {
    const query = toQuery(asked('span=day&text=+a+&person='), { from: NOW, to: null });
    expect(query.toString()).toBe('from=2026-11-22T02%3A30%3A00.000Z&text=a');
    const kpis = toQuery(asked('text=a&jurisdiction=yangquan'), { from: NOW, to: NOW + 1 }, ['jurisdiction']);
    expect([...kpis.keys()]).toEqual(['from', 'to', 'jurisdiction']);
  });
});

describe('its range', () => {
  it.each([
    ['span=shift', at('2026-11-22T08:00:00+08:00'), null],
    ['span=day', NOW - 86_400_000, null],
    ['', NOW - 7 * 86_400_000, null],
    [
      'span=custom&from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z',
      at('2026-11-01T00:00:00Z'),
      at('2026-11-02T00:00:00Z'),
    ],
  ])('%s', (search, from, to) => {
    expect(rangeOf(asked(search), NOW, 'Asia/Shanghai')).toEqual({ from, to });
  });

  it('is none when it ends before it begins, or is longer than what is answered for', () => {
    expect(rangeOf(asked('span=custom'), NOW, 'UTC')).toBeNull();
    expect(rangeOf(asked('span=custom&from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z'), NOW, 'UTC')).toBeNull();
    expect(rangeFault(0, 400 * 86_400_000)).toBeNull();
    expect(rangeFault(0, 400 * 86_400_000 + 1)).toBe('tooWide');
  });
});
