import fc from 'fast-check';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';
import { bareSubject, type Subject } from '../model/jurisdiction.ts';
import type { Reading } from '../model/reading.ts';
import { loadThresholds } from '../plans/load.ts';
import { Judge } from './judge.ts';
import { together, type PastHour } from './past.ts';

const loaded = loadThresholds({ root: fileURLToPath(new URL('../../thresholds', import.meta.url)) });
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const { plans, standards } = loaded.value;
const POLLUTION = 'yangquan-heavy-pollution';
const OUTAGE = 'yangcheng-outage';

const name = { zh: '样', en: 'Sample' };
const grid: Subject = { ...bareSubject('grid', 'grid', name), scope: 'county', customers: 1000, ratedLoad: 100 };
function judgeOf(id: string): Judge {
  const plan = plans.get(id);
  if (plan === undefined) throw new RangeError(`no plan ${id}`);
  return new Judge({
    plans: [plan],
    jurisdiction: {
      id: 'place',
      name,
      timezone: 'Asia/Shanghai',
      plans: [id],
      subjects: [bareSubject('town', 'city', name), bareSubject('shire', 'county', name), grid],
    },
    standards,
    approval: 'people',
  });
}

const HOUR = Date.parse('2026-11-19T16:00:00Z') / HOUR_MS;
const at = (hours: number): number => (HOUR + hours) * HOUR_MS;
const reading = (source: string, metric: string, time: number, value: number): Reading => ({
  source,
  metric,
  time,
  value,
  period: source === 'town' ? 3600 : null,
  kind: 'observed',
  issuedAt: null,
  upper: null,
  quality: null,
  receivedAt: 0,
});
const so2 = (from: number, to: number, value: number): Reading[] =>
  Array.from({ length: to - from }, (_, i) => reading('town', 'air.so2', at(from + i), value));
/** One word an hour: `II`, or `II?` where something was missing, `-` before anything was judged. */
const words = (judge: Judge, plan: string, from: number, to: number, now = to): string =>
  judge
    .past(plan, HOUR + from, HOUR + to, at(now))
    .map(({ level, knowledge }) =>
      knowledge === 'silent' ? '-' : `${level === 'none' ? '0' : level}${knowledge === 'lost' ? '?' : ''}`,
    )
    .join(' ');

describe('the past hours of hourly rules', () => {
  test('say what each boundary said, hold a level through silence, and are lost where nothing was judged in time', () => {
    const judge = judgeOf(POLLUTION);
    judge.take([
      ...so2(0, 13, 600),
      ...['air.pm25', 'air.pm10'].flatMap((metric) => so2(0, 16, 90).map((one) => ({ ...one, metric }))),
    ]);
    judge.closeHours(HOUR + 16);
    // From the 12th hour over the line on; the hours 13 to 15 have no SO₂.
    expect(words(judge, POLLUTION, -1, 17)).toMatch(/^- - /);
    expect(words(judge, POLLUTION, 11, 17)).toMatch(/^\S+ III\S* III\S* III\? III\? III\?$/);
    // Two hours and a half after the last boundary, what comes after it is not known.
    expect(words(judge, POLLUTION, 16, 19, 18)).toMatch(/^III\? III\S* III\S*$/);
    expect(words(judge, POLLUTION, 17, 20, 20)).toBe('III? III? III?');
  });

  test('are other ones after late data', () => {
    const judge = judgeOf(POLLUTION);
    judge.take([...so2(0, 5, 600), ...so2(6, 14, 600)]);
    judge.closeHours(HOUR + 14);
    const before = words(judge, POLLUTION, 0, 15);
    judge.take(so2(5, 6, 100));
    judge.settle();
    expect(before).toContain('III');
    expect(words(judge, POLLUTION, 0, 15)).not.toContain('III');
  });
});

const load = (minutes: number, value: number, metric = 'grid.load'): Reading =>
  reading('grid', metric, at(0) + minutes * MINUTE_MS, value);

describe('the past hours of rules on arriving readings', () => {
  test('keep the highest level in the hour, and the level that stood when it began', () => {
    const judge = judgeOf(OUTAGE);
    const steady = (from: number, to: number, shed: number): Reading[] =>
      Array.from({ length: (to - from) / 5 }, (_, i) => from + 5 * i).flatMap((minute) => [
        load(minute, 100 - shed),
        load(minute, shed, 'grid.shed'),
      ]);
    judge.take([...steady(0, 80, 0), ...steady(80, 100, 50), ...steady(100, 230, 0)]);
    const [first, second, third] = words(judge, OUTAGE, 0, 3, 3).split(' ');
    expect([first, third]).toEqual(['0', '0']);
    expect(second).toMatch(/^I+V?$/);
  });

  test('are known while readings come, however many of them were judged since', () => {
    const judge = judgeOf(OUTAGE);
    for (let minute = 0; minute < 900; minute += 1) judge.take([load(minute, 100), load(minute, 0, 'grid.shed')]);
    expect(words(judge, OUTAGE, 0, 15)).toBe(Array.from({ length: 15 }, () => '0').join(' '));
    // An hour in which the readings stopped was asked for when it was over, and before.
    judge.take([load(1000, 100), load(1000, 0, 'grid.shed')]);
    expect(words(judge, OUTAGE, 13, 17, 16.7)).toBe('0 0 0? 0');
  });

  test('are lost while the readings stay away, and silent before the first', () => {
    const judge = judgeOf(OUTAGE);
    expect(words(judge, OUTAGE, 0, 2)).toBe('- -');
    judge.take([load(10, 100), load(10, 0, 'grid.shed')]);
    expect(words(judge, OUTAGE, -1, 6, 6)).toMatch(/^- 0\?? 0\? 0\? 0\? 0\? 0\?$/);
  });

  test('are silent where no number came: reports that nobody filed stand in for none, unless a plan has nothing else', () => {
    expect(words(judgeOf('yangcheng-energy-supply'), 'yangcheng-energy-supply', 0, 2)).toBe('- -');
    expect(words(judgeOf('yangcheng-communications'), 'yangcheng-communications', 0, 2)).toBe('0 0');
  });

  test('are lost while a load stands alone, of which no loss can be told', () => {
    const judge = judgeOf(OUTAGE);
    judge.take([load(10, 100)]);
    expect(words(judge, OUTAGE, 0, 2)).toBe('0? 0?');
  });

  test('do not depend on when they are asked for, nor on the order of the readings', () => {
    const step = fc.record({ minute: fc.integer({ min: 0, max: 600 }), value: fc.integer({ min: 10, max: 110 }) });
    fc.assert(
      fc.property(fc.uniqueArray(step, { selector: ({ minute }) => minute, minLength: 5, maxLength: 60 }), (steps) => {
        const asked = judgeOf(OUTAGE);
        const whole = judgeOf(OUTAGE);
        for (const { minute, value } of steps) {
          asked.take([load(minute, value), load(minute, 100 - value > 0 ? 100 - value : 0, 'grid.shed')]);
          words(asked, OUTAGE, 0, 11);
        }
        whole.take(
          steps.flatMap(({ minute, value }) => [
            load(minute, value),
            load(minute, Math.max(0, 100 - value), 'grid.shed'),
          ]),
        );
        expect(words(asked, OUTAGE, 0, 11)).toBe(words(whole, OUTAGE, 0, 11));
      }),
      { numRuns: 60 },
    );
  });
});

test('together: the highest level; a loss of one is a loss, silence of some is none', () => {
  const one = (level: PastHour['level'], knowledge: PastHour['knowledge']): PastHour => ({ level, knowledge });
  expect(together([])).toEqual(one('none', 'silent'));
  expect(together([one('none', 'silent'), one('II', 'known'), one('III', 'known')])).toEqual(one('II', 'known'));
  expect(together([one('I', 'known'), one('none', 'lost'), one('none', 'known')])).toEqual(one('I', 'lost'));
});
