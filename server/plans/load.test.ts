import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAbove } from '../model/level.ts';
import { valuesOn } from '../model/plan.ts';
import { createJsonSchemas } from './json-schema.ts';
import {
  jurisdictionPath,
  loadAny,
  loadJurisdiction,
  loadPlan,
  loadStandard,
  loadThresholds,
  planPath,
} from './load.ts';
import { formatProblem, type Problem, type Result } from './problem.ts';

const root = fileURLToPath(new URL('../../thresholds', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wanglou-plans-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

function valueOf<T>(result: Result<T, readonly Problem[]>): T {
  if (result.ok) return result.value;
  throw new Error(result.error.map(formatProblem).join('\n'));
}

/** Messages without the folder in front. */
const messagesOf = (result: Result<unknown, readonly Problem[]>): readonly string[] =>
  result.ok ? [] : result.error.map((problem) => formatProblem(problem).replaceAll(`${folder}/`, ''));

describe('the files of the project', () => {
  const thresholds = valueOf(loadThresholds({ root }));

  it('load as a whole', () => {
    expect([...thresholds.plans.keys()]).toEqual(
      expect.arrayContaining(['yangcheng-energy-supply', 'yangcheng-outage', 'yangquan-heavy-pollution']),
    );
    expect(thresholds.jurisdictions.map(({ id }) => id)).toEqual(expect.arrayContaining(['yangcheng', 'yangquan']));
    expect(thresholds.standards.map(({ id }) => id)).toEqual(['HJ 633-2012', 'HJ 633-2026']);
  });

  it('have the rules of the texts', () => {
    const rules = (id: string): readonly string[] => thresholds.plans.get(id)?.rules.map((rule) => rule.id) ?? [];
    expect(rules('yangquan-heavy-pollution')).toEqual(['so2-hourly', 'aqi-days', 'severe-now']);
    expect(rules('yangcheng-outage')).toEqual(['county-loss', 'township-loss']);
    expect(rules('yangcheng-energy-supply')).toEqual([
      'province-loss',
      'city-loss',
      'county-loss',
      'coal-enterprise',
      'coal-county',
      'gas-interruption',
    ]);
  });

  it('have the numbers of the texts', () => {
    const numbers = [...thresholds.plans.values()].flatMap(({ id, rules }) =>
      rules.map((rule) => [`${id} ${rule.id}`, rule.role, valuesOn<unknown>(rule.editions, '2026-11-22')]),
    );
    const bands = (shed: object, customers: object): object => ({
      shed,
      customers,
      classes: null,
      severalCities: null,
    });
    const stocks = {
      kinds: [
        { kind: 'coal-producer', measure: 'days-of-output', below: { III: 5, II: 3, I: 1 } },
        { kind: 'coal-trader', measure: 'days-of-sales', below: { III: 5, II: 3, I: 1 } },
        { kind: 'coal-user', measure: 'percent-of-mean', below: { III: 40, II: 30, I: 20 } },
      ],
    };
    expect(numbers).toEqual([
      [
        'yangcheng-energy-supply province-loss',
        'plan',
        {
          shed: {},
          customers: {},
          classes: [
            { loadFrom: 20000, shed: { III: 5, II: 10, I: 13 } },
            { loadFrom: 5000, shed: { III: 6, II: 12, I: 16 } },
            { loadFrom: 1000, shed: { III: 10, II: 20, I: 50 } },
          ],
          severalCities: { shed: 20, customers: 30 },
        },
      ],
      ['yangcheng-energy-supply city-loss', 'plan', bands({ III: 20, II: 40, I: 60 }, { III: 30, II: 50, I: 70 })],
      ['yangcheng-energy-supply county-loss', 'plan', bands({ III: 40, II: 60, I: 80 }, { III: 50, II: 70, I: 90 })],
      ['yangcheng-energy-supply coal-enterprise', 'alarm', stocks],
      ['yangcheng-energy-supply coal-county', 'plan', stocks],
      [
        'yangcheng-energy-supply gas-interruption',
        'plan',
        {
          levels: {
            III: { days: 1, countyGap: { above: 0 }, localGap: { above: 0 } },
            II: { days: 2, countyGap: { from: 10 }, localGap: { from: 30 } },
            I: { days: 3, countyGap: { above: 20 }, localGap: { from: 40 } },
          },
        },
      ],
      ['yangcheng-outage county-loss', 'plan', bands({ III: 20, II: 40, I: 60 }, { III: 30, II: 50, I: 70 })],
      ['yangcheng-outage township-loss', 'plan', bands({ III: 40, II: 60 }, { III: 50, II: 70 })],
      ['yangquan-heavy-pollution so2-hourly', 'plan', { hours: 12, bridge: 2, above: { III: 500, II: 650, I: 800 } }],
      [
        'yangquan-heavy-pollution aqi-days',
        'plan',
        {
          above: 200,
          days: { III: 2, II: 3, I: 4 },
          severe: { level: 'I', above: 300, days: 2 },
          sudden: { level: 'I', atLeast: 500 },
          upperFromDays: 3,
          minHours: 20,
        },
      ],
      ['yangquan-heavy-pollution severe-now', 'plan', { level: 'III', above: 300, minHours: 20, minForecastHours: 20 }],
    ]);
  });

  it('have levels with guidance, lowest first', () => {
    for (const { levels } of thresholds.plans.values()) {
      expect(levels.map(({ id }) => id)).toEqual(['III', 'II', 'I']);
      for (const { guidance } of levels) expect(guidance.length).toBeGreaterThanOrEqual(2);
    }
    expect(isAbove('I', 'III')).toBe(true);
  });

  it('mark whatever is made up, and place it on the map', () => {
    for (const { subjects } of thresholds.jurisdictions) {
      for (const subject of subjects) {
        const isArea = ['city', 'county', 'district', 'town'].includes(subject.kind);
        expect([subject.id, subject.sample]).toEqual([subject.id, !isArea]);
        expect([subject.id, subject.name.zh.includes('示例')]).toEqual([subject.id, !isArea]);
        expect([subject.id, subject.at === null]).toEqual([subject.id, false]);
      }
    }
  });

  it('have grids and enterprises that every rule can judge', () => {
    for (const { subjects } of thresholds.jurisdictions) {
      for (const grid of subjects.filter(({ kind }) => kind === 'grid')) {
        expect([grid.id, grid.customers ?? 0, grid.ratedLoad ?? 0].every((value) => value !== 0)).toBe(true);
      }
    }
    const yangcheng = thresholds.jurisdictions.find(({ id }) => id === 'yangcheng');
    const count = (kind: string): number => yangcheng?.subjects.filter((subject) => subject.kind === kind).length ?? 0;
    expect(['coal-producer', 'coal-trader', 'coal-user'].map(count)).toEqual([4, 2, 3]);
    expect(yangcheng?.subjects.filter(({ neighbour }) => neighbour).map(({ scope }) => scope)).toEqual([
      'city',
      'city',
    ]);
    const yangquan = thresholds.jurisdictions.find(({ id }) => id === 'yangquan');
    const assessed = yangquan?.subjects.filter((subject) => subject.assessed).map(({ id }) => id);
    expect(assessed).toEqual(Array.from({ length: 12 }, (_, i) => `yq-${String(i + 1).padStart(2, '0')}`));
  });

  it('hold both editions of HJ 633', () => {
    const [old, present] = thresholds.standards;
    expect(old?.breakpoints['air.pm25']).toEqual([0, 35, 75, 115, 150, 250, 350, 500]);
    expect(present?.breakpoints['air.pm25']).toEqual([0, 35, 60, 115, 150, 250, 350, 500]);
    expect(old?.breakpoints['air.so2']).toEqual([0, 150, 500, 650, 800]);
    expect([old?.roundTo, old?.beyond, old?.incompletePublishedAbove]).toEqual([null, {}, null]);
    expect(present?.roundTo).toEqual({
      'air.pm25': 0,
      'air.pm10': 0,
      'air.so2': 0,
      'air.no2': 0,
      'air.o3': 0,
      'air.co': 1,
    });
    expect([present?.beyond, present?.incompletePublishedAbove]).toEqual([{ 'air.so2': 200 }, 100]);
  });

  it('load by choice of jurisdiction', () => {
    const one = valueOf(loadThresholds({ root, jurisdictions: ['yangquan'] }));
    expect(one.jurisdictions.map(({ id }) => id)).toEqual(['yangquan']);
    const all = valueOf(loadThresholds({ root, jurisdictions: join(root, 'jurisdictions') }));
    expect(all.jurisdictions.map(({ id }) => id)).toEqual(['yangcheng', 'yangquan']);
    const wrong = loadThresholds({ root, jurisdictions: ['taiyuan'] });
    expect(messagesOf(wrong)).toEqual([
      `${join(root, 'jurisdictions')}: expected jurisdictions by their ids (yangcheng, yangquan), found "taiyuan"`,
    ]);
  });

  it('are found by id or path', () => {
    expect(planPath(root, 'yangcheng-outage')).toBe(join(root, 'plans/yangcheng-outage/plan.yaml'));
    expect(planPath(root, join(root, 'plans/yangcheng-outage'))).toBe(join(root, 'plans/yangcheng-outage/plan.yaml'));
    expect(planPath(root, './mine.yaml')).toBe('./mine.yaml');
    expect(jurisdictionPath(root, 'yangquan')).toBe(join(root, 'jurisdictions/yangquan.yaml'));
    expect(jurisdictionPath(root, '/tmp/none.yaml')).toBe('/tmp/none.yaml');
  });
});

describe('a jurisdiction from outside', () => {
  it('needs no more than ids and kinds', () => {
    const file = write(
      'small.yaml',
      `id: small
subjects:
  - { id: small, kind: city }
  - { id: Dongsi, kind: air-station, assessed: true, parent: small, name: 东四 }
  - { id: 1734A, kind: air-station, name: { en: Linfen } }
  - { id: g, kind: grid, scope: city, network: { hj212: 010000A8900016F000169DC0 }, every: { grid.load: 300 } }
  - { id: m, kind: coal-producer, key: true, designDailyOutput: 8200, interval: 3600 }
`,
    );
    const { timezone, plans, name, subjects } = valueOf(loadJurisdiction(file));
    expect({ timezone, plans, name }).toEqual({
      timezone: 'Asia/Shanghai',
      plans: [],
      name: { zh: 'small', en: 'small' },
    });
    expect(subjects.map((subject) => [subject.id, subject.name.zh, subject.parent, subject.interval])).toEqual([
      ['small', 'small', null, 60],
      ['Dongsi', '东四', 'small', 60],
      ['1734A', 'Linfen', null, 60],
      ['g', 'g', null, 60],
      ['m', 'm', null, 3600],
    ]);
    expect(subjects[3]).toMatchObject({ customers: null, ratedLoad: null, scope: 'city', every: { 'grid.load': 300 } });
  });

  it('may name a parent that stands in another file', () => {
    const file = write('elsewhere.yaml', 'id: home\nsubjects:\n  - { id: s, kind: air-station, parent: abroad }\n');
    expect(valueOf(loadJurisdiction(file)).subjects[0]?.parent).toBeNull();
  });

  it('may name itself as a parent', () => {
    const file = write('self.yaml', 'id: home\nsubjects:\n  - { id: s, kind: air-station, parent: home }\n');
    expect(valueOf(loadJurisdiction(file)).subjects[0]?.parent).toBeNull();
  });
});

/** One text of a shipped file replaced; `at` is the text whose line the message names, where it is not that one. */
interface Fault {
  readonly name: string;
  readonly source: string;
  readonly from: string;
  readonly to: string;
  readonly says: string;
  readonly at?: string;
  /** The fault brings others with it; this message is one of them. */
  readonly among?: boolean;
}

const AIR = 'plans/yangquan-heavy-pollution/plan.yaml';
const GRID = 'plans/yangcheng-energy-supply/plan.yaml';
const YQ = 'jurisdictions/yangquan.yaml';
const YC = 'jurisdictions/yangcheng.yaml';
const HJ = 'standards/hj633-2026.yaml';
const III = 'III: { above: 500';

function lineIn(content: string, text: string): number {
  const at = content.indexOf(text);
  if (at < 0) throw new Error(`${text} does not stand in the file`);
  return content.slice(0, at).split('\n').length;
}

describe('a broken file is named by line, path, what was expected and what was found', () => {
  it.each<Fault>([
    {
      name: 'a number as text',
      source: AIR,
      from: III,
      to: 'III: { above: "500"',
      says: 'rules[0].values[0].levels.III.above: expected a number, found "500"',
    },
    {
      name: 'a number below zero',
      source: AIR,
      from: III,
      to: 'III: { above: -1',
      says: 'rules[0].values[0].levels.III.above: expected more than 0, found the number -1',
    },
    {
      name: 'not a number',
      source: AIR,
      from: III,
      to: 'III: { above: .nan',
      says: 'rules[0].values[0].levels.III.above: expected a number, found the number NaN',
    },
    {
      name: 'a value without a clause',
      source: AIR,
      from: "500, clause: '3.1' }",
      to: '500 }',
      says: 'rules[0].values[0].levels.III.clause: expected text, found nothing',
    },
    {
      name: 'a clause that YAML reads as a number',
      source: AIR,
      from: "500, clause: '3.1' }",
      to: '500, clause: 3.1 }',
      says: 'rules[0].values[0].levels.III.clause: expected text, found the number 3.1',
    },
    {
      name: 'a level that does not exist',
      source: AIR,
      from: 'II: { above: 650',
      to: 'V: { above: 650',
      says: 'rules[0].values[0].levels.V: expected no such key here, found the unknown key "V"',
    },
    {
      name: 'a level that is not in the plan',
      source: AIR,
      from: 'II: { above: 650',
      to: 'IV: { above: 450',
      says: 'rules[0].values[0].levels.IV: expected a level of the plan (III, II, I), found IV',
    },
    {
      name: 'a stricter level with a milder number',
      source: AIR,
      from: 'II: { above: 650',
      to: 'II: { above: 500',
      says: 'rules[0].values[0].levels.II.above: expected more than the 500 of level III, found the number 500',
    },
    {
      name: 'another comparison',
      source: AIR,
      from: "comparison: '>'",
      to: "comparison: '>='",
      says: 'rules[0].comparison: expected ">", found ">="',
    },
    {
      name: 'an unknown kind of rule',
      source: AIR,
      from: 'kind: run-of-hours',
      to: 'kind: run-of-days',
      says: 'rules[0].kind: expected one of "run-of-hours", "days", "severe-now", "band", "stock", "interruption", found "run-of-days"',
    },
    {
      name: 'an unknown metric',
      source: AIR,
      from: 'metric: air.so2',
      to: 'metric: air.so3',
      says: 'rules[0].metric: expected one of air.pm25, air.pm10, air.so2, air.no2, air.o3, air.co, air.dust, air.aqi, found "air.so3"',
    },
    {
      name: 'another unit',
      source: AIR,
      from: 'unit: µg/m³',
      to: 'unit: mg/m³',
      says: 'rules[0].unit: expected the unit of air.so2, "µg/m³", found "mg/m³"',
    },
    {
      name: 'an unknown key',
      source: AIR,
      from: 'scale: pollution',
      to: 'colour: red\nscale: pollution',
      says: 'colour: expected no such key here, found the unknown key "colour"',
    },
    {
      name: 'a rule twice',
      source: AIR,
      from: '  - id: aqi-days',
      to: '  - id: so2-hourly',
      says: 'rules[1].id: expected an id of its own, found "so2-hourly" again',
    },
    {
      name: 'levels out of order',
      source: AIR,
      from: '  - id: II\n',
      to: '  - id: III\n',
      says: 'levels[1].id: expected a level above III (lowest first), found "III"',
      among: true,
    },
    {
      name: 'a date that does not exist',
      source: AIR,
      from: "      - from: '2021-12-31'",
      to: "      - from: '2021-02-30'",
      says: 'rules[0].values[0].from: expected a date like 2021-12-31, found "2021-02-30"',
    },
    {
      name: 'a day with 25 hours',
      source: AIR,
      from: 'validDay: { hours: 20',
      to: 'validDay: { hours: 25',
      says: 'rules[1].values[0].validDay.hours: expected at most 24, found the number 25',
    },
    {
      name: 'a second line below the first',
      source: AIR,
      from: 'severe: { level: I, above: 300',
      to: 'severe: { level: I, above: 200',
      says: 'rules[1].values[0].severe.above: expected more than 200, found the number 200',
    },
    {
      name: 'a policy for the other pace',
      source: GRID,
      from: 'kind: response',
      to: 'kind: warning',
      says: 'recommendation.lead: expected a map, found nothing',
      at: 'recommendation:',
      among: true,
    },
    {
      name: 'more than all',
      source: GRID,
      from: 'III: { shed: 20, customers: 30',
      to: 'III: { shed: 120, customers: 30',
      says: 'rules[1].values[0].levels.III.shed: expected at most 100, found the number 120',
    },
    {
      name: 'a class out of order',
      source: GRID,
      from: 'loadFrom: 5000',
      to: 'loadFrom: 25000',
      says: 'rules[0].values[0].classes[1].loadFrom: expected less than the 20000 of the class before, found the number 25000',
    },
    {
      name: 'a bound with two readings',
      source: GRID,
      from: 'countyGap: { from: 10 }',
      to: 'countyGap: { from: 10, above: 10 }',
      says: 'rules[5].values[0].levels.II.countyGap: expected either "above" (>) or "from" (>=), found a map',
    },
    {
      name: 'a level that asks for nothing',
      source: GRID,
      from: 'III: { shed: 20, customers: 30, clause',
      to: 'III: { clause',
      says: 'rules[1].values[0].levels.III: expected "shed", "customers" or both, found neither',
    },
    {
      name: 'a measure of another kind',
      source: GRID,
      from: 'measure: days-of-sales',
      to: 'measure: days-of-output',
      says: 'rules[3].values[0].kinds[1].measure: expected "days-of-sales", found "days-of-output"',
      among: true,
    },
    {
      name: 'an unknown zone',
      source: YQ,
      from: 'Asia/Shanghai',
      to: 'Asia/Yangquan',
      says: 'timezone: expected an IANA time zone like Asia/Shanghai, found "Asia/Yangquan"',
    },
    {
      name: 'a subject twice',
      source: YQ,
      from: 'id: yq-02',
      to: 'id: yq-01',
      says: 'subjects[8].id: expected an id of its own, found "yq-01" again',
    },
    {
      name: 'a kind that does not exist',
      source: YQ,
      from: 'kind: air-station',
      to: 'kind: air station',
      says: 'subjects[7].kind: expected one of "city", "county", "district", "town", "air-station", "grid", "coal-producer", "coal-trader", "coal-user", found "air station"',
    },
    {
      name: 'a place without a latitude',
      source: YQ,
      from: 'at: [113.595, 37.862]',
      to: 'at: [113.595]',
      says: 'subjects[7].at: expected a list of at least 2, found a list of 1 item',
    },
    {
      name: 'longitude and latitude swapped',
      source: YQ,
      from: 'at: [113.595, 37.862]',
      to: 'at: [37.862, 113.595]',
      says: 'subjects[7].at[1]: expected at most 90, found the number 113.595',
    },
    {
      name: 'a name in a third language',
      source: YQ,
      from: 'name: { zh: 阳泉市, en',
      to: 'name: { zh: 阳泉市, fr',
      says: 'name.fr: expected no such key here, found the unknown key "fr"',
    },
    {
      name: 'a grid without a scope',
      source: YQ,
      from: '    scope: city\n',
      to: '',
      says: 'subjects[19].scope: expected one of "province", "city", "county", "township", found nothing',
      at: 'id: yq-grid\n',
    },
    {
      name: 'a mine without its output',
      source: YC,
      from: 'designDailyOutput: 12000',
      to: 'interval: 60',
      says: 'subjects[34].designDailyOutput: expected a number, found nothing',
      at: 'id: yc-mine-1\n',
    },
    {
      name: 'a mine without any output',
      source: YC,
      from: 'designDailyOutput: 12000',
      to: 'designDailyOutput: 0',
      says: 'subjects[34].designDailyOutput: expected more than 0, found the number 0',
    },
    {
      name: 'a table that falls',
      source: HJ,
      from: '[0, 35, 60, 115',
      to: '[0, 35, 30, 115',
      says: 'breakpoints["air.pm25"].values[2]: expected more than 35, found the number 30',
    },
    {
      name: 'a metric that nobody knows',
      source: HJ,
      from: 'air.pm25: { clause',
      to: 'air.pm2.5: { clause',
      says: 'breakpoints["air.pm2.5"]: expected a metric that the program knows, found "air.pm2.5"',
      among: true,
    },
    {
      name: 'an index beyond a full table',
      source: HJ,
      from: "air.so2: { clause: '4.2', index",
      to: "air.no2: { clause: '4.2', index",
      says: 'beyond["air.no2"]: expected a metric whose table ends early, found air.no2',
    },
    {
      name: 'a colour by name',
      source: HJ,
      from: "'#00E400'",
      to: 'green',
      says: 'classes[0].color: expected a colour like #00E400 in quotes, found "green"',
    },
    {
      name: 'a wrong bracket',
      source: HJ,
      from: 'values: [0, 35, 60, 115, 150, 250, 350, 500] }',
      to: 'values: [0, 35, 60, 115, 150, 250, 350, 500 }',
      says: 'expected valid YAML, found an error: Flow sequence',
      among: true,
    },
    {
      name: 'a key twice',
      source: HJ,
      from: "from: '2026-03-01'",
      to: 'id: HJ 633',
      says: 'expected valid YAML, found an error: Map keys must be unique',
    },
    {
      name: 'values that are not in the order of their dates',
      source: AIR,
      from: "    values:\n      - from: '2021-12-31'\n        clause: '3.1'\n        hours: 12",
      to: "    values:\n      - { from: '2022-01-01', clause: '3', hours: 9, bridge: 2, levels: { III: { above: 400, clause: '3' } } }\n      - from: '2021-12-31'\n        clause: '3.1'\n        hours: 12",
      at: "        clause: '3.1'\n        hours: 12",
      says: 'rules[0].values[1].from: expected a date after 2022-01-01, found "2021-12-31"',
    },
    {
      name: 'a rule on readings among rules on hours',
      source: AIR,
      from: '  - id: severe-now\n',
      to: "  - { id: loss, kind: band, role: plan, title: { zh: 停电, en: Loss }, clause: '1', scope: city, unit: '%', comparison: '>=', values: [{ from: '2021-12-31', clause: '1', levels: { III: { shed: 20, clause: '1' } } }] }\n  - id: severe-now\n",
      says: 'rules[2].kind: expected a kind that goes with recommendations of kind warning (run-of-hours, days, severe-now), found "band"',
    },
    {
      name: 'a rule of one level with two',
      source: AIR,
      from: "          III: { above: 300, clause: '3.3' }\n",
      to: "          III: { above: 300, clause: '3.3' }\n          II: { above: 400, clause: '3.3' }\n",
      at: "        levels:\n          III: { above: 300, clause: '3.3' }\n",
      says: 'rules[2].values[0].levels: expected exactly one level, found 2',
    },
    {
      name: 'a rule without a level',
      source: AIR,
      from: "        levels:\n          III: { above: 300, clause: '3.3' }\n",
      to: '        levels: {}\n',
      says: 'rules[2].values[0].levels: expected at least one level, found an empty map',
    },
    {
      name: 'a rule without values',
      source: GRID,
      from: 'values: &coal',
      to: 'values: []\n    spare: &coal',
      says: 'rules[3].values: expected a list of at least 1, found a list of 0 items',
      among: true,
    },
    {
      name: 'a level without guidance',
      source: AIR,
      from: "    guidance:\n      - clause: '3.3.1'\n        zh: 核对",
      to: "    guidance: []\n    spare:\n      - clause: '3.3.1'\n        zh: 核对",
      says: 'levels[0].guidance: expected a list of at least 1, found a list of 0 items',
      among: true,
    },
    {
      name: 'a policy that stops at a level that is not in the plan',
      source: AIR,
      from: 'lowest: { level: III',
      to: 'lowest: { level: IV',
      says: 'recommendation.lowest.level: expected a level of the plan (III, II, I), found "IV"',
    },
    {
      name: 'a number behind an alias',
      source: GRID,
      from: 'II: { below: 3, clause: 4.2.2 (2) }',
      to: 'II: { below: 6, clause: 4.2.2 (2) }',
      says: 'rules[4].values[0].kinds[0].levels.II.below: expected less than the 5 of level III, found the number 6',
      among: true,
    },
  ])('$name', ({ source, from, to, says, at = from, among = false }) => {
    const original = readFileSync(join(root, source), 'utf8');
    const message = `broken.yaml:${lineIn(original, at)}: ${says}`;
    expect(original).toContain(from);
    const messages = messagesOf(
      loadAny(
        write(
          'broken.yaml',
          original.replace(from, () => to),
        ),
      ),
    );
    const meant = messages.filter((one) => one.startsWith(message));
    expect(among ? meant.map(() => message) : messages).toEqual([message]);
  });

  it.each([
    ['no file', () => join(folder, 'none.yaml'), 'none.yaml: expected a file that can be read, found no such file'],
    ['a folder', () => root, `${root}: expected a file that can be read, found a folder`],
    ['an empty file', () => write('empty.yaml', ''), 'empty.yaml:1: expected a map, found nothing'],
    ['a list', () => write('list.yaml', '# list\n- 1\n'), 'list.yaml:2: expected a map, found a list of 1 item'],
    [
      'two documents',
      () => write('two.yaml', 'id: a\n---\nid: b\n'),
      'two.yaml:2: expected valid YAML, found a second document',
    ],
    [
      'an unknown tag',
      () => write('tag.yaml', 'id: !secret a\n'),
      'tag.yaml:1: expected valid YAML, found an error: Unresolved tag: !secret',
    ],
  ] as const)('%s', (_name, file, message) => {
    expect(messagesOf(loadPlan(file()))).toEqual([message]);
    expect(loadJurisdiction(file()).ok).toBe(false);
    expect(loadStandard(file()).ok).toBe(false);
  });

  it('something that is none of the three', () => {
    const expected = 'a plan (with "rules"), a jurisdiction (with "subjects") or a standard (with "breakpoints")';
    expect(messagesOf(loadAny(write('other.yaml', 'id: a\n')))).toEqual([
      `other.yaml:1: expected ${expected}, found a map`,
    ]);
  });

  it("subjects that are each other's parents", () => {
    const file = write(
      'circle.yaml',
      'id: c\nsubjects:\n  - { id: a, kind: town, parent: b }\n  - { id: b, kind: town, parent: a }\n',
    );
    expect(messagesOf(loadJurisdiction(file))).toEqual([
      'circle.yaml:3: subjects[0].parent: expected a parent that is not its own child, found "b"',
      'circle.yaml:4: subjects[1].parent: expected a parent that is not its own child, found "a"',
    ]);
  });
});

describe('a folder of thresholds', () => {
  it('is checked as a whole, with every problem of every file', () => {
    const copy = join(folder, 'whole');
    cpSync(root, copy, { recursive: true });
    const edit = (file: string, from: string, to: string): number => {
      const content = readFileSync(join(copy, file), 'utf8');
      writeFileSync(
        join(copy, file),
        content.replace(from, () => to),
      );
      return lineIn(content, from);
    };
    const idLine = edit(AIR, 'id: yangquan-heavy-pollution', 'id: yangcheng-outage');
    const plansLine = edit(YQ, 'plans: [yangquan-heavy-pollution]', 'plans: [yangcheng-outage]');
    const countyLine = edit(YC, 'plans: [yangcheng-outage', 'plans: [yangcheng-blackout');
    edit(YQ, 'kind: city', 'kind: district');
    edit(YQ, 'kind: county', 'kind: district');
    edit(YQ, 'kind: county', 'kind: district');
    const heavy = 'whole/plans/yangquan-heavy-pollution/plan.yaml';
    expect(messagesOf(loadThresholds({ root: copy }))).toEqual([
      `${heavy}:${idLine}: id: expected the name of its folder, yangquan-heavy-pollution, found "yangcheng-outage"`,
      `${heavy}:${idLine}: id: expected an id of its own, found "yangcheng-outage", as in whole/plans/yangcheng-outage/plan.yaml`,
      `whole/jurisdictions/yangcheng.yaml:${countyLine}: plans[0]: expected the id of a plan (yangcheng-energy-supply, yangcheng-outage), found "yangcheng-blackout"`,
      `whole/jurisdictions/yangquan.yaml:${plansLine}: plans[0]: expected a subject of kind county for what yangcheng-outage recommends, found no city and no county`,
    ]);
  });

  it('must hold something', () => {
    expect(messagesOf(loadThresholds({ root: join(folder, 'nowhere') }))).toEqual([
      'nowhere/standards: expected at least one AQI standard, found nothing',
      'nowhere/jurisdictions: expected at least one jurisdiction file, found nothing',
    ]);
  });
});

describe('thresholds/README.md', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  // The sample of scenarios is run by the tests of scenarios.
  const samples = [...readme.matchAll(/^```yaml\n(.*?)^```$/gmsu)]
    .map(([, content = '']) => content)
    .filter((content) => !/^scenarios:/mu.test(content));

  it('shows files that load, without a problem', () => {
    const kinds = samples.map((content) => valueOf(loadAny(write('sample.yaml', content))).kind);
    expect(kinds).toEqual(['plan', 'jurisdiction']);
  });

  it('lists every kind of rule and the names of all levels', () => {
    const { plans } = valueOf(loadThresholds({ root }));
    for (const plan of plans.values()) {
      for (const { kind } of plan.rules) expect(readme).toContain(`| \`${kind}\` |`);
      const names = plan.levels.flatMap(({ name, warning, response }) => [name, warning ?? name, response ?? name]);
      for (const { zh, en } of names) expect(readme).toContain(`| ${zh} | ${en} |`);
    }
  });
});

describe('the JSON Schemas', () => {
  it('are those that `npm run plans -- schema` writes', () => {
    for (const [name, content] of Object.entries(createJsonSchemas())) {
      expect(readFileSync(join(root, 'schemas', name), 'utf8')).toBe(content);
    }
  });

  it('are named by every file', () => {
    const files = [AIR, GRID, YQ, YC, HJ, 'plans/yangcheng-outage/plan.yaml', 'standards/hj633-2012.yaml'];
    for (const file of files) {
      const [first = ''] = readFileSync(join(root, file), 'utf8').split('\n');
      const schema = /^# yaml-language-server: \$schema=(\S+)$/u.exec(first)?.[1] ?? 'none';
      expect(Object.keys(createJsonSchemas())).toContain(basename(schema));
      expect([file, existsSync(join(root, file, '..', schema))]).toEqual([file, true]);
    }
  });
});
