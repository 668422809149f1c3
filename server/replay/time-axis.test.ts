import { describe, expect, test } from 'vitest';
import { formatLocal, parseLocal } from '../model/local-time.ts';
import { panelsOf, ticksOf } from './time-axis.ts';

const ZONE = 'Asia/Shanghai';
const at = (text: string, zone = ZONE): number => {
  const found = parseLocal(`${text} 00:00`, zone);
  if (found === null) throw new Error(text);
  return found;
};
const span = (from: string, to: string): { from: number; to: number } => ({ from: at(from), to: at(to) });
const panels = (data: { from: number; to: number }, shown: { from: number; to: number }[]): string[] =>
  panelsOf(data, shown, ZONE).map(
    ({ from, to, title }) => `${title} ${formatLocal(from, ZONE).slice(0, 10)} ${formatLocal(to, ZONE).slice(0, 10)}`,
  );

describe('rows of a picture', () => {
  test('200 days are one', () => {
    expect(panels(span('2016-11-03', '2017-02-01'), [])).toEqual([' 2016-11-03 2017-02-01']);
  });

  test('years stand below each other, from July, with the months in which something is shown in any of them', () => {
    const shown = [span('2014-11-30', '2014-12-02'), span('2016-02-10', '2016-02-11')];
    expect(panels(span('2014-03-01', '2016-09-01'), shown)).toEqual([
      '2014–2015 2014-11-01 2015-03-01',
      '2015–2016 2015-11-01 2016-03-01',
    ]);
  });

  test('what ends with a month does not bring the next', () => {
    expect(panels(span('2014-07-01', '2015-07-01'), [span('2014-12-05', '2015-01-01')])).toEqual([
      '2014–2015 2014-12-01 2015-01-01',
    ]);
  });

  test('without anything to show they are whole years', () => {
    expect(panels(span('2014-12-01', '2015-08-01'), [])).toEqual([
      '2014–2015 2014-07-01 2015-07-01',
      '2015–2016 2015-07-01 2016-07-01',
    ]);
  });
});

describe('marks of an axis', () => {
  const marks = (data: { from: number; to: number }, dayWidth: number, zone = ZONE): string[] =>
    ticksOf(data, zone, dayWidth / 24).map(({ at: instant, label, kind }) =>
      `${kind} ${formatLocal(instant, zone)} ${label}`.trim(),
    );

  test('every day where there is room', () => {
    expect(marks(span('2016-12-30', '2017-01-02'), 30)).toEqual([
      'month 2016-12-30 00:00 2016-12',
      'day 2016-12-30 00:00 30',
      'day 2016-12-31 00:00 31',
      'month 2017-01-01 00:00 2017-01',
      'day 2017-01-01 00:00 01',
    ]);
  });

  test('hours where there is more', () => {
    expect(marks(span('2017-01-02', '2017-01-03'), 200)).toEqual([
      'month 2017-01-02 00:00 2017-01',
      'day 2017-01-02 00:00 02',
      'hour 2017-01-02 06:00 06:00',
      'hour 2017-01-02 12:00 12:00',
      'hour 2017-01-02 18:00 18:00',
    ]);
  });

  test('a beginning within a month names it, where the next month leaves room', () => {
    const months = (from: string): string[] =>
      marks(span(from, '2017-01-10'), 6).filter((line) => line.startsWith('month'));
    expect(months('2016-12-05')).toEqual(['month 2016-12-05 00:00 2016-12', 'month 2017-01-01 00:00 2017-01']);
    expect(months('2016-12-28')).toEqual(['month 2017-01-01 00:00 2017-01']);
  });

  test.each([
    [6, ['01', '06', '11', '16', '21', '26']],
    [2.5, ['11', '21']],
    [1, []],
  ])('with %i pixels a day fewer of them have a label', (dayWidth, labels) => {
    const found = ticksOf(span('2016-12-01', '2017-01-01'), ZONE, dayWidth / 24);
    expect(found.filter(({ kind, label }) => kind === 'day' && label !== '').map(({ label }) => label)).toEqual(labels);
  });

  test('days begin at local midnight on both days on which clocks change', () => {
    const zone = 'America/St_Johns';
    const found = (from: string, to: string): string[] =>
      marks({ from: at(from, zone), to: at(to, zone) }, 30, zone).filter((line) => line.startsWith('day'));
    expect(found('2022-03-12', '2022-03-15')).toEqual(
      ['12', '13', '14'].map((day) => `day 2022-03-${day} 00:00 ${day}`),
    );
    expect(found('2022-11-05', '2022-11-08')).toEqual(
      ['05', '06', '07'].map((day) => `day 2022-11-${day} 00:00 ${day}`),
    );
  });
});
