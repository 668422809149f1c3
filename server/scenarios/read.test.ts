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

  test('that the README shows is right', () => {
    const document = readFileSync(join(import.meta.dirname, '../../thresholds/README.md'), 'utf8');
    const sample = /## Scenarios[\s\S]*?```yaml\n([\s\S]*?)```/u.exec(document)?.[1] ?? '';
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
});
