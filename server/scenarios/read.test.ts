import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadThresholds } from '../plans/load.ts';
import { formatProblem } from '../plans/problem.ts';
import { compareRun } from './compare.ts';
import { readScenarios, type ScenarioSet } from './read.ts';
import { runScenario } from './run.ts';

const loaded = loadThresholds({ root: join(import.meta.dirname, '../../thresholds') });
if (!loaded.ok) throw new Error(loaded.error.map(formatProblem).join('\n'));
const thresholds = loaded.value;

const RIGHT = `title: { zh: 例, en: Example }
rules: [so2-hourly]
place:
  subjects:
    - { id: city, kind: city }
start: 2025-12-01 00:00
scenarios:
  - title: { zh: 黄色, en: Yellow }
    clause: '3.1'
    series: { city air.so2: 501x12 40 }
    expect:
      - 2025-12-01 12:00 so2-hourly none -> III
      - 2025-12-01 12:00 start none -> III by 2025-11-30 00:00 at once
      - 2025-12-01 13:00 so2-hourly III -> none
    checks:
      - 2025-12-01 12:00 so2-hourly III
`;

/** The same with people; the second line of `people` is a map for YAML. */
const PEOPLE = `${RIGHT}    people:
      - 2025-12-01 12:10 office step consult
      - 2025-12-01 12:20 office step draft: 已填报
      - '2025-12-01 12:30 deputy-commander send-back: 缺项: 主要污染物'
      - 2025-12-01 12:40 office step draft seen 3
    cases:
      - 2025-12-01 12:00 opened start III by recommendation
      - 2025-12-01 12:10 office step consult
      - 2025-12-01 12:20 office step draft
      - 2025-12-01 12:30 deputy-commander send-back to draft
      - 2025-12-01 12:40 office step draft refused stale-revision
      - 2025-12-01 13:00 recommendation start III withdrawn
      - 2025-12-01 13:00 withdrawn
`;

describe('a file of scenarios', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function read(source: string): ScenarioSet | readonly string[] {
    const plan = thresholds.plans.get('yangquan-heavy-pollution');
    if (plan === undefined) throw new Error('the plan is gone');
    const file = join(folder, 'x.yaml');
    writeFileSync(file, source);
    const result = readScenarios(file, plan, thresholds);
    return result.ok ? result.value : result.error.map((problem) => formatProblem({ ...problem, file: 'x.yaml' }));
  }

  /** What is reported when the scenario that is right is run with another text in one place. */
  function differenceOf(from: string, to: string): string {
    const set = read(RIGHT.replace(from, to));
    if (!('scenarios' in set)) throw new Error(set.join('\n'));
    return set.scenarios
      .map((scenario) => compareRun({ ...scenario, file: 'x.yaml' }, runScenario(scenario, thresholds.standards)))
      .join('\n');
  }

  test('that is right gives no difference', () => {
    expect(differenceOf('', '')).toBe('');
  });

  const document = readFileSync(join(import.meta.dirname, '../../thresholds/README.md'), 'utf8');
  const section = /## Scenarios[\s\S]*?\n## /u.exec(document)?.[0] ?? '';
  const samples = [...section.matchAll(/```yaml\n([\s\S]*?)```/gu)].map(([, sample]) => sample ?? '');

  test('stands in the README, with people and without', () => {
    expect(samples.map((sample) => sample.includes('people:'))).toEqual([false, true]);
  });

  test.each(samples)('that the README shows is right', (sample) => {
    expect(differenceOf(RIGHT, sample)).toBe('');
  });

  test('with one line fewer shows the one that came', () => {
    expect(differenceOf('      - 2025-12-01 13:00 so2-hourly III -> none\n', '')).toBe(
      [
        'x.yaml:8: Yellow',
        '  expect:',
        '    2025-12-01 12:00 so2-hourly none -> III',
        '    2025-12-01 12:00 start none -> III by 2025-11-30 00:00 at once',
        '  + 2025-12-01 13:00 so2-hourly III -> none',
      ].join('\n'),
    );
  });

  test('with a line at another time shows both in order of time', () => {
    expect(differenceOf('13:00 so2-hourly III', '11:00 so2-hourly III')).toContain(
      [
        '  - 2025-12-01 11:00 so2-hourly III -> none',
        '    2025-12-01 12:00 so2-hourly none -> III',
        '    2025-12-01 12:00 start none -> III by 2025-11-30 00:00 at once',
        '  + 2025-12-01 13:00 so2-hourly III -> none',
      ].join('\n'),
    );
  });

  test('with a check that does not hold shows how it stood', () => {
    expect(differenceOf('12:00 so2-hourly III\n', '12:00 so2-hourly II indeterminate\n')).toBe(
      [
        'x.yaml:8: Yellow',
        '  checks:',
        '  - 2025-12-01 12:00 so2-hourly II indeterminate',
        '  + 2025-12-01 12:00 so2-hourly III',
      ].join('\n'),
    );
  });

  test.each([
    [
      'an unknown key',
      "clause: '3.1'",
      "clause: '3.1'\n    note: x",
      /^x\.yaml:10: scenarios\[0\]\.note: expected one of the keys title, clause, .*unknown key "note"/,
    ],
    ['a rule that the plan lacks', '[so2-hourly]', '[so2]', /^x\.yaml:2: rules\[0\]: expected a rule of/],
    [
      'a time off the grid',
      'start: 2025-12-01 00:00',
      'start: 2025-12-01 00:10',
      /expected a time on the grid of 60 min/,
    ],
    [
      'an expected time between hours',
      '13:00 so2-hourly III',
      '12:30 so2-hourly III',
      /^x\.yaml:14: scenarios\[0\]\.expect\[2\]: expected a time at which the plan is judged here/,
    ],
    ['an expected time after the end', '13:00 so2-hourly III', '14:00 so2-hourly III', /expected a time at which/],
    ['a day that is none', '2025-12-01 13:00', '2025-13-01 13:00', /expected a time that exists in Asia\/Shanghai/],
    ['an unknown subject', 'city air.so2', 'town air.so2', /^x\.yaml:10: .*expected a subject of the place \(city\)/],
    ['an unknown metric', 'city air.so2', 'city air.so3', /^x\.yaml:10: .*expected a subject and a metric/],
    ['a series that is no text', '501x12 40', '0x4', /^x\.yaml:10: .*expected text such as 48 51x3 _/],
    ['a series with a wrong value', '501x12 40', '501x12 4o', /^x\.yaml:10: .*not "4o", found/],
    ['a level that the plan lacks', 'none -> III by', 'none -> IV by', /^x\.yaml:13: .*expected levels of the plan/],
    ['an unknown rule in a line', '13:00 so2-hourly', '13:00 so2', /^x\.yaml:14: .*expected a rule of the plan/],
    ['a line in other words', 'so2-hourly III -> none', 'so2-hourly ends', /^x\.yaml:14: .*expected a line such as/],
    ['a series that is too long', '501x12 40', '501x12 40x300', /expected at most 300 hours from the start/],
    ['no clause', "    clause: '3.1'\n", '', /^x\.yaml:8: scenarios\[0\]\.clause: expected/],
    ['a place without a city', 'kind: city', 'kind: town', /^x\.yaml:3: place: expected a subject of kind city/],
    ['no YAML', 'rules: [', 'rules: [[', /^x\.yaml:2: expected a closing \] for the bracket/],
  ])('with %s is refused with its line', (_, from, to, reason) => {
    const problems = read(RIGHT.replace(from, to));
    expect(problems).toBeInstanceOf(Array);
    expect('scenarios' in problems ? [] : problems[0]).toMatch(reason);
  });

  test('with people that is right gives no difference', () => {
    expect(differenceOf(RIGHT, PEOPLE)).toBe('');
  });

  test('with one case line fewer, and one more, shows both', () => {
    expect(
      differenceOf(
        RIGHT,
        PEOPLE.replace('      - 2025-12-01 13:00 withdrawn\n', '').replace(
          '12:20 office step draft\n',
          '12:20 office step draft\n      - 2025-12-01 12:50 office step draft\n',
        ),
      ),
    ).toBe(
      [
        'x.yaml:8: Yellow',
        '  cases:',
        '    2025-12-01 12:00 opened start III by recommendation',
        '    2025-12-01 12:10 office step consult',
        '    2025-12-01 12:20 office step draft',
        '    2025-12-01 12:30 deputy-commander send-back to draft',
        '    2025-12-01 12:40 office step draft refused stale-revision',
        '  - 2025-12-01 12:50 office step draft',
        '    2025-12-01 13:00 recommendation start III withdrawn',
        '  + 2025-12-01 13:00 withdrawn',
      ].join('\n'),
    );
  });

  test.each([
    [
      'no such act',
      'office step consult',
      'office does consult',
      /^x\.yaml:18: .*people\[0\]: expected one of step ID, .*not does consult/,
    ],
    [
      'nobody who acts',
      '12:10 office step',
      '12:10 mayor step',
      /^x\.yaml:18: .*expected a line such as .* by one of operator, /,
    ],
    [
      'a step that the plan lacks',
      'office step consult\n',
      'office step meet\n',
      /^x\.yaml:18: .*expected a step of the plan \(consult, .*not meet/,
    ],
    [
      'a level that the plan lacks',
      'office step consult\n',
      'office propose IV\n',
      /expected none or a level of the plan \(III, II, I\), not IV/,
    ],
    ['a declaration of no level', 'office step consult\n', 'office declare severe-now\n', /expected one of step ID/],
    [
      'an unknown unit',
      'office step consult\n',
      'office measure fireworks navy\n',
      /expected a unit of the plan \(.*not navy/,
    ],
    [
      'an item before the first',
      'office step consult\n',
      'office confirm 0\n',
      /expected the number of an item, from 1, not 0/,
    ],
    [
      'an act before the start',
      '2025-12-01 12:10',
      '2025-11-30 12:10',
      /^x\.yaml:18: .*expected a time within the scenario/,
    ],
    ['an hour that is none', '2025-12-01 12:10', '2025-12-01 25:10', /expected a time that exists in Asia\/Shanghai/],
    ['words that are no text', 'draft: 已填报', 'draft: 12', /^x\.yaml:19: .*people\[1\]: expected a line such as/],
    [
      'an outcome that is none',
      'refused stale-revision',
      'refused too-late',
      /^x\.yaml:27: .*cases\[4\]: expected one of step ID/,
    ],
    [
      'a case line in other words',
      '13:00 withdrawn',
      '13:00 is over',
      /^x\.yaml:29: .*cases\[6\]: expected a line such as "2025-12-01 12:00 opened/,
    ],
    [
      'a level where none comes',
      'send-back to draft',
      'send-back -> III',
      /^x\.yaml:26: .*expected a level after a step only/,
    ],
    ['nowhere to send back to', 'send-back to draft', 'send-back', /expected "to" and a step of the plan, not nothing/],
    [
      'a beginning as an act',
      'opened start III by recommendation',
      'office propose none',
      /expected what begins as "round" or "opened … by …"/,
    ],
    [
      'a case line after the end',
      '13:00 withdrawn',
      '14:00 withdrawn',
      /^x\.yaml:29: .*expected a time within the scenario/,
    ],
  ])('with people and %s is refused with its line', (_, from, to, reason) => {
    const problems = read(PEOPLE.replace(from, to));
    expect('scenarios' in problems ? [] : problems[0]).toMatch(reason);
  });

  test('names what is missing of people and cases', () => {
    const [acts, cases] = [PEOPLE.indexOf('    people:'), PEOPLE.indexOf('    cases:')];
    expect(read(PEOPLE.slice(0, cases))).toEqual([
      expect.stringMatching(/^x\.yaml:8: scenarios\[0\]: expected what comes of it in "cases" beside "people"/),
    ]);
    expect(read(PEOPLE.slice(0, acts) + PEOPLE.slice(cases))).toEqual([
      expect.stringMatching(
        /^x\.yaml:8: scenarios\[0\]: expected "people" beside "cases", \[\] where nobody does anything/,
      ),
    ]);
  });

  test('needs no readings where people act', () => {
    const declared = PEOPLE.replace('    series: { city air.so2: 501x12 40 }\n', '')
      .replace(
        /expect:[\s\S]*?people:\n/u,
        'expect: []\n    people:\n      - 2025-12-01 12:05 operator notice province II\n',
      )
      .replace(/cases:[\s\S]*/u, 'cases: []\n');
    expect(differenceOf(RIGHT, declared)).toContain('+ 2025-12-01 12:05 opened start II by operator notice province');
  });
});
