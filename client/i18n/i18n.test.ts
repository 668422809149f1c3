import { describe, expect, it } from 'vitest';
import { formatAgeIn, formatNumber, formatPaceIn, formatTime } from './format.ts';
import { languageFrom } from './index.ts';
import { casesMessages } from './cases.ts';
import { accountsMessages } from './accounts.ts';
import { consoleMessages } from './console.ts';
import { drillsMessages } from './drills.ts';
import { feedsMessages } from './feeds.ts';
import { historyMessages } from './history.ts';
import { plansMessages } from './plans.ts';
import { replayMessages } from './replay.ts';
import { reportsMessages } from './reports.ts';
import { shellMessages } from './shell.ts';
import { wallMessages } from './wall.ts';
import { wallsMessages } from './walls.ts';

/** The paths of all texts. */
function pathsOf(messages: object, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? pathsOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

describe('the messages', () => {
  it.each([
    ['shell', shellMessages],
    ['wall', wallMessages],
    ['walls', wallsMessages],
    ['console', consoleMessages],
    ['cases', casesMessages],
    ['plans', plansMessages],
    ['replay', replayMessages],
    ['reports', reportsMessages],
    ['feeds', feedsMessages],
    ['history', historyMessages],
    ['accounts', accountsMessages],
    ['drills', drillsMessages],
  ])('of %s are there in both languages', (_name, messages) => {
    expect(pathsOf(messages.en)).toEqual(pathsOf(messages.zh));
  });
});

describe('the language', () => {
  it('is the address, then what was chosen, then what the browser asks for first', () => {
    expect(languageFrom('?lang=en', 'zh', ['zh-CN'])).toBe('en');
    expect(languageFrom('', 'en', ['zh-CN'])).toBe('en');
    expect(languageFrom('', null, ['zh-CN', 'en'])).toBe('zh');
    expect(languageFrom('', null, ['de', 'en', 'zh'])).toBe('en');
    expect(languageFrom('?lang=fr', null, [])).toBe('en');
  });
});

describe('times', () => {
  it('are in the zone, on the 24-hour clock', () => {
    const midnight = Date.parse('2026-03-01T16:00:05Z');
    expect(formatTime(midnight, 'Asia/Shanghai', 'datetime')).toBe('2026-03-02 00:00');
    expect(formatTime(midnight, 'Asia/Shanghai', 'clock')).toBe('00:00:05');
    expect(formatTime('2026-03-01T16:00:05Z', 'Asia/Shanghai', 'short')).toBe('03-02 00:00');
    expect(formatTime('never', 'UTC', 'date')).toBe('—');
  });
});

describe('ages and numbers', () => {
  it.each([
    [-5, '0 s'],
    [59_999, '59 s'],
    [720_000, '12 min'],
    [7_500_000, '2 h 5 min'],
    [47 * 3_600_000, '47 h'],
    [52 * 3_600_000, '2 d 4 h'],
  ])('%d ms is %s', (ms, words) => expect(formatAgeIn('en', ms)).toBe(words));

  it.each([
    [0.001, '1 min'],
    [0.33, '20 min'],
    [3.4, '3 h'],
    [71, '71 h'],
    [120, '5 d'],
  ])('a pace of %d h is %s', (hours, words) => expect(formatPaceIn('en', hours)).toBe(words));

  it.each([
    [null, '—'],
    [0, '0'],
    [0.123, '0.12'],
    [6.2, '6.2'],
    [40, '40'],
    [287.4, '287'],
    [1086.2, '1086'],
  ])('%s is written %s', (value, words) => expect(formatNumber(value)).toBe(words));
});
