import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';
import { bareSubject } from '../model/jurisdiction.ts';
import { observedNow, type Reading } from '../model/reading.ts';
import { Delays, qualityOf } from './quality.ts';
import { noteReading, watchSeries, type SeriesWatch } from './watchdog.ts';

const NOW = 10 * HOUR_MS;
/** A series whose newest hour began at `at`. */
function series(source: string, metric: string, at: number, value = 20): SeriesWatch {
  const reading: Reading = { ...observedNow(source, metric, value, at), period: 3600 };
  const watch = watchSeries(bareSubject(source, 'air-station', { zh: source, en: source }), reading);
  noteReading(watch, reading, HOUR_MS);
  return watch;
}
const live = (source: string, metric = 'air.so2', value = 20): SeriesWatch =>
  series(source, metric, NOW - HOUR_MS, value);
const dead = (source: string, metric = 'air.so2', value = 20): SeriesWatch => series(source, metric, 0, value);

/** `subject rule < parent`, in order. */
const found = (watches: readonly SeriesWatch[]): string[] =>
  qualityOf(watches, 'here', NOW).map(
    ({ subject, rule, parent }) => `${subject} ${rule}${parent === null ? '' : ` < ${parent.subject} ${parent.rule}`}`,
  );

describe('what is wrong with data', () => {
  test('one stale series of several is an alarm of its own', () => {
    expect(found([dead('a'), live('a', 'air.no2'), live('b')])).toEqual(['a stale']);
  });

  test('a source of which all that is watched is stale is silent, and stands for what else is wrong with it', () => {
    expect(found([dead('a'), dead('a', 'air.no2'), dead('a', 'air.o3', -5), live('b')])).toEqual([
      'a silent',
      'a stale < a silent',
      'a out-of-range < a silent',
    ]);
  });

  test('what comes by events only says nothing of a source being silent', () => {
    expect(found([live('a'), series('a', 'grid.shed', 0), live('b')])).toEqual([]);
    expect(found([dead('a'), series('a', 'grid.shed', 0), live('b')])).toEqual(['a stale']);
  });

  test('when every source is silent at once the feed stands for them, step by step', () => {
    expect(found([dead('a'), dead('a', 'air.no2'), dead('b')])).toEqual([
      'here feed-lost',
      'a silent < here feed-lost',
      'a stale < a silent',
      'b stale < here feed-lost',
    ]);
  });

  test('one source alone is no feed', () => {
    expect(found([dead('a'), dead('a', 'air.no2')])).toEqual(['a silent', 'a stale < a silent']);
    expect(found([dead('a')])).toEqual(['a stale']);
  });
});

describe('a deadband', () => {
  test('a value that was out of range counts as such until it is well inside', () => {
    const subject = bareSubject('a', 'air-station', { zh: 'a', en: 'a' });
    const readings = [-1, 1, 4, 5, 1].map((value, n) => observedNow('a', 'air.so2', value, n));
    const [first] = readings;
    if (first === undefined) throw new Error('no reading');
    const watch = watchSeries(subject, first, 5);
    const out = readings.map((reading) => {
      noteReading(watch, reading, HOUR_MS);
      return watch.outOfRange;
    });
    expect(out).toEqual([true, true, true, false, false]);
  });
});

describe('delays', () => {
  const delay = { onMs: 2 * MINUTE_MS, offMs: MINUTE_MS };
  /** Whether the alarm stands, minute by minute; `x` is a condition that is present. */
  function play(conditions: string, of = delay): string {
    const delays = new Delays();
    let stands = false;
    return conditions
      .split('')
      .map((each, minute) => {
        stands = delays.stands('key', each === 'x', stands, minute * MINUTE_MS, of);
        return stands ? 'X' : '.';
      })
      .join('');
  }

  test('an alarm comes when its condition has stood for the on-delay, and goes when it has been gone for the off-delay', () => {
    expect(play('xxxx..')).toBe('..XXX.');
    expect(play('xx.xx.xxx')).toBe('........X');
    expect(play('xxx.x.x..')).toBe('..XXXXXX.');
  });

  test('without delays it comes and goes at once', () => {
    expect(play('x.x', { onMs: 0, offMs: 0 })).toBe('X.X');
  });

  test('a turn of what is neither there nor standing any more is forgotten', () => {
    const delays = new Delays();
    expect(delays.stands('key', true, false, 0, delay)).toBe(false);
    delays.keep(new Set());
    expect(delays.stands('key', true, false, 5 * MINUTE_MS, delay)).toBe(false);
  });
});
