import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { isAbove, LEVELS } from '../model/level.ts';
import {
  valuesOn,
  type BandBounds,
  type ByLevel,
  type DaysAlternative,
  type FactTest,
  type Rule,
} from '../model/plan.ts';
import { createJsonSchemas } from './json-schema.ts';
import {
  jurisdictionPath,
  loadAny,
  loadJurisdiction,
  loadPlan,
  loadStandard,
  loadThresholds,
  planFilesBelow,
  planFilesIn,
  planPath,
  yamlFilesIn,
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

/** The newest numbers of a rule in a line, to be read beside the official text. */
function inWords(rule: Rule): string {
  const date = '2026-11-22';
  const each = <T>(levels: ByLevel<T>, say: (level: string, value: T) => string, between = ', '): string =>
    LEVELS.flatMap((level) => {
      const value = level === 'none' ? undefined : levels[level];
      return value === undefined ? [] : [say(level, value)];
    }).join(between);
  const losses = ({ shed, customers }: BandBounds): string => {
    const bounds = (of: ByLevel<number>): string => each(of, (level, bound) => `${level} ${bound}`);
    return `shed ${bounds(shed)}; customers ${bounds(customers)}`;
  };
  switch (rule.kind) {
    case 'run-of-hours': {
      const { hours, bridge, above } = valuesOn(rule.editions, date);
      return `${hours} h, bridge ${bridge}: ${each(above, (level, bound) => `${level} > ${bound}`)}`;
    }
    case 'days': {
      const { levels, upperFrom } = valuesOn(rule.editions, date);
      const line = ({ line: one, days, inside }: DaysAlternative): string =>
        `${days} d ${'above' in one ? `> ${one.above}` : `>= ${one.from}`}${inside === null ? '' : ` with ${inside.days} d > ${inside.above}`}`;
      const all = each(levels, (level, ways) => `${level}: ${ways.map(line).join(' or ')}`, '; ');
      return upperFrom === null ? all : `${all}; upper from ${upperFrom.days} d > ${upperFrom.above}`;
    }
    case 'severe-now': {
      const { level, above, minHours, minForecastHours } = valuesOn(rule.editions, date);
      return `${level} > ${above}, ${minHours} h, ${minForecastHours} h ahead`;
    }
    case 'band': {
      const values = valuesOn(rule.editions, date);
      const cities = values.severalCities;
      return [
        ...(values.classes?.map((one) => `${one.loadFrom} MW ${losses(one)}`) ?? [losses(values)]),
        ...(cities === null ? [] : [`several cities ${cities.shed}/${cities.customers}`]),
      ].join(' | ');
    }
    case 'stock':
      return valuesOn(rule.editions, date)
        .kinds.map(
          ({ kind, measure, below }) => `${kind} ${measure}: ${each(below, (level, bound) => `${level} < ${bound}`)}`,
        )
        .join('; ');
    case 'report':
      return each(valuesOn(rule.editions, date).when, (level, test) => `${level}: ${testInWords(test)}`, '; ');
  }
}

function testInWords(test: FactTest): string {
  switch (test.kind) {
    case 'filed':
      return 'filed';
    case 'all':
      return `(${test.tests.map(testInWords).join(' and ')})`;
    case 'any':
      return `(${test.tests.map(testInWords).join(' or ')})`;
    case 'compare':
      return `${test.field} ${{ from: '>=', above: '>', below: '<', is: '=' }[test.comparison]} ${test.value}`;
  }
}

describe('the files of the project', () => {
  const thresholds = valueOf(loadThresholds({ root }));

  it('load as a whole', () => {
    expect([...thresholds.plans.keys()]).toEqual([
      'national-guideline-2024',
      'yangcheng-communications',
      'yangcheng-energy-supply',
      'yangcheng-explosives',
      'yangcheng-outage',
      'yangquan-forest-pests',
      'yangquan-heavy-pollution',
      'yangquan-outage',
      'yangquan-water-rescue',
    ]);
    expect(thresholds.jurisdictions.map(({ id }) => id)).toEqual(expect.arrayContaining(['yangcheng', 'yangquan']));
    expect(thresholds.standards.map(({ id }) => id)).toEqual(['HJ 633-2012', 'HJ 633-2026']);
  });

  it('have the numbers of the texts', () => {
    const numbers = [...thresholds.plans.values()].flatMap(({ id, rules }) =>
      rules.map((rule) => [`${id} ${rule.id}`, rule.role, inWords(rule)] as const),
    );
    const losses = (shed: string, customers = ''): string => `shed ${shed}; customers ${customers}`;
    const stocks =
      'coal-producer days-of-output: III < 5, II < 3, I < 1; coal-trader days-of-sales: III < 5, II < 3, I < 1; ' +
      'coal-user percent-of-mean: III < 40, II < 30, I < 20';
    const chosen = 'III: response-level = 3; II: response-level = 2; I: response-level = 1';
    expect(numbers).toEqual([
      [
        'national-guideline-2024 aqi-days',
        'plan',
        'III: 1 d > 200 or 2 d > 150; II: 2 d > 200 or 3 d > 150; I: 3 d > 200 with 1 d > 300',
      ],
      [
        'yangcheng-communications warning-situation',
        'alarm',
        'III: (networks >= 1 or systems-part >= 1 or systems-full >= 1 or everything = 1); ' +
          'II: (spreading = 1 and (networks >= 1 or systems-full >= 2)); I: (everything = 1 and spreading = 1)',
      ],
      [
        'yangcheng-communications response-level',
        'plan',
        'II: (networks >= 1 or systems-full >= 1 or everything = 1); ' +
          'I: (networks >= 4 or everything = 1 or (systems-full >= 2 and spreading = 1))',
      ],
      [
        'yangcheng-energy-supply province-loss',
        'plan',
        `20000 MW ${losses('III 5, II 10, I 13')} | 5000 MW ${losses('III 6, II 12, I 16')} | 1000 MW ${losses('III 10, II 20, I 50')} | several cities 20/30`,
      ],
      ['yangcheng-energy-supply city-loss', 'plan', losses('III 20, II 40, I 60', 'III 30, II 50, I 70')],
      ['yangcheng-energy-supply county-loss', 'plan', losses('III 40, II 60, I 80', 'III 50, II 70, I 90')],
      ['yangcheng-energy-supply coal-enterprise', 'alarm', stocks],
      ['yangcheng-energy-supply coal-county', 'plan', stocks],
      [
        'yangcheng-energy-supply gas-interruption',
        'plan',
        'III: (days >= 1 and (county-gap > 0 or local-gap > 0)); II: (days >= 2 and (county-gap >= 10 or local-gap >= 30)); ' +
          'I: (days >= 3 and (county-gap > 20 or local-gap >= 40))',
      ],
      [
        'yangcheng-explosives accident-grade',
        'plan',
        'III: filed; II: (deaths >= 3 or injured >= 10 or loss >= 1000 or possible-grade >= 2); ' +
          'I: (deaths >= 10 or injured >= 50 or loss >= 5000 or possible-grade >= 3)',
      ],
      [
        'yangcheng-explosives trapped-persons',
        'plan',
        'III: (trapped >= 1 or possible-trapped >= 1); II: (trapped >= 3 or possible-trapped >= 3); ' +
          'I: (trapped >= 10 or possible-trapped >= 10)',
      ],
      ['yangcheng-outage county-loss', 'plan', losses('III 20, II 40, I 60', 'III 30, II 50, I 70')],
      ['yangcheng-outage township-loss', 'plan', losses('III 40, II 60', 'III 50, II 70')],
      ['yangquan-forest-pests response-conditions', 'plan', chosen],
      ['yangquan-heavy-pollution so2-hourly', 'plan', '12 h, bridge 2: III > 500, II > 650, I > 800'],
      [
        'yangquan-heavy-pollution aqi-days',
        'plan',
        'III: 2 d > 200; II: 3 d > 200; I: 4 d > 200 with 2 d > 300 or 1 d >= 500; upper from 3 d > 200',
      ],
      ['yangquan-heavy-pollution severe-now', 'plan', 'III > 300, 20 h, 20 h ahead'],
      ['yangquan-outage region-loss', 'plan', losses('IV 4, III 7, II 10, I 30')],
      [
        'yangquan-outage province-loss',
        'plan',
        `20000 MW ${losses('IV 5, III 10, II 13, I 30')} | 5000 MW ${losses('IV 6, III 12, II 16, I 40')} | 1000 MW ${losses('IV 10, III 20, II 50')} | 0 MW ${losses('IV 25, III 40')}`,
      ],
      [
        'yangquan-outage city-loss',
        'plan',
        `600 MW ${losses('IV 20, III 40, II 60', 'IV 30, III 50, II 70')} | 0 MW ${losses('IV 20, III 40', 'IV 30, III 50')}`,
      ],
      [
        'yangquan-outage county-loss',
        'alarm',
        `150 MW ${losses('IV 40, III 60', 'IV 50, III 70')} | 0 MW ${losses('IV 40', 'IV 50')}`,
      ],
      ['yangquan-water-rescue response-conditions', 'plan', chosen],
    ]);
  });

  it('say in their rules what each metric of a report is', () => {
    const metrics = [...thresholds.plans.values()].flatMap(({ id, forms }) =>
      forms.flatMap(({ fields }) => fields.map((field) => ({ plan: id, ...field }))),
    );
    expect(metrics.length).toBeGreaterThan(20);
    for (const { plan, id, type, metric } of metrics) {
      const usual = type === 'text' ? null : `report.${plan}.${id}`;
      expect([plan, id, metric?.startsWith('gas.') === true ? usual : metric]).toEqual([plan, id, usual]);
    }
  });

  it('have levels with guidance, lowest first', () => {
    for (const { id: plan, levels } of thresholds.plans.values()) {
      const ids = plan === 'yangquan-outage' ? ['IV', 'III', 'II', 'I'] : ['III', 'II', 'I'];
      expect([plan, ...levels.map(({ id }) => id)]).toEqual([plan, ...ids]);
      for (const { guidance } of levels) expect(guidance.length).toBeGreaterThanOrEqual(1);
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

  it('says how alarms about data are watched; without a word nothing is delayed', () => {
    const text = `id: home
watch:
  stale: { onDelay: 120, offDelay: 60 }
  out-of-range: { offDelay: 300, deadband: { air.so2: 5 } }
subjects:
  - { id: s, kind: air-station }
`;
    expect(valueOf(loadJurisdiction(write('watch.yaml', text))).watch).toEqual({
      delays: {
        'feed-lost': { onMs: 0, offMs: 0 },
        silent: { onMs: 0, offMs: 0 },
        stale: { onMs: 120_000, offMs: 60_000 },
        flatline: { onMs: 0, offMs: 0 },
        'out-of-range': { onMs: 0, offMs: 300_000 },
      },
      deadband: { 'air.so2': 5 },
    });
    expect(valueOf(loadJurisdiction(write('quiet.yaml', text.replace(/watch:[^]*subjects/u, 'subjects')))).watch).toBe(
      undefined,
    );
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

/** One text of a file that is right replaced; `at` is the text whose line the message names, where it is not that one. */
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

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const AIR = read('templates/pollution/plan.yaml');
const GRID = read('templates/outage/plan.yaml');
const ENERGY = read('templates/energy/plan.yaml');
const INCIDENT = read('templates/incident/plan.yaml');
const HJ = read('standards/hj633-2026.yaml');
const PLACE = `id: home
name: { zh: 家, en: Home }
timezone: Asia/Shanghai
plans: []
subjects:
  - { id: home, kind: city }
  - { id: s-1, kind: air-station, parent: home, at: [113.595, 37.862] }
  - { id: s-2, kind: air-station, parent: home }
  - id: g
    kind: grid
    scope: city
  - { id: mine, kind: coal-producer, designDailyOutput: 12000 }
`;

const III = 'III: { above: 500';
const TEST = '- { field: deaths, from: 10 }';
const ONE_TEST = 'expected one test: a field with from, above, below or is; filed; all; any';
const AT_I = 'rules[0].values[0].levels.I.when.any[0]';

function lineIn(content: string, text: string): number {
  const at = content.indexOf(text);
  if (at < 0) throw new Error(`${text} does not stand in the file`);
  return content.slice(0, at).split('\n').length;
}

const WATCHED = PLACE.replace('subjects:', 'watch: { out-of-range: { deadband: { air.so2: 5 } } }\nsubjects:');

describe('a broken file is named by line, path, what was expected and what was found', () => {
  it.each<Fault>([
    {
      name: 'a deadband of a metric that nobody knows',
      source: WATCHED,
      from: 'air.so2: 5',
      to: 'air.so3: 5',
      says: 'watch.out-of-range.deadband["air.so3"]: expected a metric that the program knows, found "air.so3"',
    },
    {
      name: 'a deadband that leaves nothing of the range',
      source: WATCHED,
      from: 'air.so2: 5',
      to: 'air.so2: 5000',
      says: 'watch.out-of-range.deadband["air.so2"]: expected less than half of the range 0 to 10000, found 5000',
    },
    {
      name: 'a delay of a rule of a plan',
      source: WATCHED,
      from: 'out-of-range:',
      to: 'so2-hourly: { onDelay: 60 }, out-of-range:',
      says: 'watch.so2-hourly: expected one of the keys feed-lost, silent, stale, flatline, out-of-range, found the unknown key "so2-hourly"',
    },
    {
      name: 'a number as text',
      source: AIR,
      from: III,
      to: 'III: { above: "500"',
      says: 'rules[0].values[0].levels.III.above: expected a number without quotes, found "500"',
    },
    {
      name: 'a number with its unit',
      source: AIR,
      from: III,
      to: 'III: { above: 500微克',
      says: 'rules[0].values[0].levels.III.above: expected a number in plain digits, without a unit, found "500微克"',
    },
    {
      name: 'a number in wide digits',
      source: AIR,
      from: III,
      to: 'III: { above: ５００',
      says: 'rules[0].values[0].levels.III.above: expected a number in plain digits, without a unit, found "５００"',
    },
    {
      name: 'a number in words',
      source: AIR,
      from: III,
      to: 'III: { above: 五百',
      says: 'rules[0].values[0].levels.III.above: expected a number, found "五百"',
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
      name: 'a part of an hour',
      source: AIR,
      from: 'hours: 12\n',
      to: 'hours: 12.5\n',
      says: 'rules[0].values[0].hours: expected a whole number, found the number 12.5',
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
      says: 'rules[0].values[0].levels.III.clause: expected text in quotes, found the number 3.1',
    },
    {
      name: 'a text in one language',
      source: AIR,
      from: 'short: { zh: 【示例】重污染, en: (example) Pollution }',
      to: 'short: { zh: 重污染 }',
      says: 'short.en: expected text, found nothing',
    },
    {
      name: 'a text for both languages',
      source: AIR,
      from: 'short: { zh: 【示例】重污染, en: (example) Pollution }',
      to: 'short: 重污染',
      says: 'short: expected keys with values (zh, en), found "重污染"',
    },
    {
      name: 'a text with a comma in braces',
      source: AIR,
      from: 'en: (example) Office of the command }',
      to: 'en: Office, the command }',
      says: 'roles[0]["the command"]: expected a text with a comma in quotes, since a comma in { } begins the next key, found "the command"',
    },
    {
      name: 'a level that does not exist',
      source: AIR,
      from: 'II: { above: 650',
      to: 'V: { above: 650',
      says: 'rules[0].values[0].levels.V: expected one of the keys IV, III, II, I, found the unknown key "V"',
    },
    {
      name: 'a level in one letter',
      source: AIR,
      from: '  - id: III\n',
      to: '  - id: Ⅲ\n',
      says: 'levels[0].id: expected one of "IV", "III", "II", "I", found "Ⅲ" (perhaps "III")',
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
      says: 'rules[0].kind: expected one of "run-of-hours", "days", "severe-now", "band", "stock", "report", found "run-of-days"',
    },
    {
      name: 'a metric whose hours are not counted',
      source: AIR,
      from: 'metric: air.so2',
      to: 'metric: air.o3',
      says: 'rules[0].metric: expected "air.so2", the one whose hours are counted, found "air.o3"',
    },
    {
      name: 'another unit',
      source: AIR,
      from: 'unit: µg/m³',
      to: 'unit: mg/m³',
      says: 'rules[0].unit: expected the unit of air.so2, "µg/m³", found "mg/m³"',
    },
    {
      name: 'a key with a slip',
      source: AIR,
      from: 'color: yellow',
      to: 'colour: yellow',
      says: 'levels[0].colour: expected one of the keys id, color, name, warning, response, clause, guidance, found the unknown key "colour" (perhaps "color")',
      among: true,
    },
    {
      name: 'a key without a space behind its colon',
      source: AIR,
      from: '{ zh: 黄色预警, en: Yellow warning }',
      to: '{ zh:黄色预警, en: Yellow warning }',
      says: 'levels[0].name["zh:黄色预警"]: expected a space after the colon, found "zh:黄色预警"',
      among: true,
    },
    {
      name: 'a part of the plan under another name',
      source: AIR,
      from: '\nreporting:',
      to: '\nreports:',
      at: 'reporting:',
      says: 'reports: expected one of the keys id, title, short, editions, scale, area, roles, units, levels, forms, rules, declarations, steps, reporting, measures, escalation, recommendation, clauses, found the unknown key "reports" (perhaps "reporting")',
    },
    {
      name: 'a rule twice',
      source: AIR,
      from: '  - id: aqi-days',
      to: '  - id: so2-hourly',
      says: 'rules[1].id: expected an id of its own, found "so2-hourly" again',
    },
    {
      name: 'an id in Chinese',
      source: AIR,
      from: '  - id: aqi-days',
      to: '  - id: 天数',
      says: 'rules[1].id: expected an id of letters, digits, ".", "_" and "-", found "天数"',
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
      from: "      - from: '2027-01-01'",
      to: "      - from: '2027-02-30'",
      says: 'rules[0].values[1].from: expected a date like 2021-12-31, found "2027-02-30"',
    },
    {
      name: 'a date in another order',
      source: AIR,
      from: "    from: '2027-01-01'",
      to: '    from: 2027/1/1',
      says: 'editions[1].from: expected a date like 2021-12-31, found "2027/1/1"',
    },
    {
      name: 'a day with 25 hours',
      source: AIR,
      from: 'validDay: { hours: 20',
      to: 'validDay: { hours: 25',
      says: 'rules[1].values[0].validDay.hours: expected at most 24, found the number 25',
    },
    {
      name: 'days above and from a line',
      source: AIR,
      from: "III: { clause: '3.1', any: [{ above: 200, days: 2 }] }",
      to: "III: { clause: '3.1', any: [{ above: 200, from: 200, days: 2 }] }",
      says: 'rules[1].values[0].levels.III.any[0]: expected either "above" (>) or "from" (>=), found the keys above, from, days',
    },
    {
      name: 'days without a line',
      source: AIR,
      from: "III: { clause: '3.1', any: [{ above: 200, days: 2 }] }",
      to: "III: { clause: '3.1', any: [{ days: 2 }] }",
      says: 'rules[1].values[0].levels.III.any[0]: expected either "above" (>) or "from" (>=), found the key days',
    },
    {
      name: 'days without alternatives',
      source: AIR,
      from: "III: { clause: '3.1', any: [{ above: 200, days: 2 }] }",
      to: "III: { clause: '3.1', above: 200, days: 2 }",
      says: 'rules[1].values[0].levels.III.above: expected one of the keys clause, any, found the unknown key "above"',
      among: true,
    },
    {
      name: 'a second line below the first',
      source: AIR,
      from: 'and: { above: 300, days: 2 }',
      to: 'and: { above: 200, days: 2 }',
      says: 'rules[1].values[0].levels.I.any[0].and.above: expected more than 200, found the number 200',
    },
    {
      name: 'more days inside than there are',
      source: AIR,
      from: 'and: { above: 300, days: 2 }',
      to: 'and: { above: 300, days: 5 }',
      says: 'rules[1].values[0].levels.I.any[0].and.days: expected 4 at most, found the number 5',
    },
    {
      name: 'an unknown way to count days',
      source: AIR,
      from: 'counting: adjacent-days',
      to: 'counting: calendar',
      says: 'rules[1].values[0].counting: expected one of "adjacent-days", "every-window", "calendar-days", found "calendar"',
    },
    {
      name: 'a policy for the other pace',
      source: GRID,
      from: 'kind: response',
      to: 'kind: warning',
      at: 'recommendation:',
      says: 'recommendation.lead: expected keys with values (hours, clause), found nothing',
      among: true,
    },
    {
      name: 'more than all',
      source: GRID,
      from: 'III: { shed: 20, customers: 30',
      to: 'III: { shed: 120, customers: 30',
      says: 'rules[0].values[0].levels.III.shed: expected at most 100, found the number 120',
    },
    {
      name: 'levels and classes at once',
      source: GRID,
      from: 'levels: # 满足一项即可',
      to: "classes: [{ loadFrom: 10, levels: { III: { shed: 20, clause: '4.3' } } }]\n        levels: # 满足一项即可",
      at: "      - from: '2026-01-01'\n        clause: '4.3'\n        levels: # 满足一项即可",
      says: 'rules[0].values[0]: expected either "levels" or "classes", found both',
      among: true,
    },
    {
      name: 'a class out of order',
      source: GRID,
      from: 'levels: # 满足一项即可 / either is enough\n          III: { shed: 20, customers: 30, clause: 4.3.3 (1) }\n          II: { shed: 40, customers: 50, clause: 4.3.2 (1) }\n          I: { shed: 60, customers: 70, clause: 4.3.1 (1) }\n',
      to: "classes:\n          - { loadFrom: 600, levels: { III: { shed: 20, clause: '4.3' } } }\n          - { loadFrom: 700, levels: { III: { shed: 20, clause: '4.3' } } }\n",
      at: '          II: { shed: 40, customers: 50',
      says: 'rules[0].values[0].classes[1].loadFrom: expected less than the 600 of the class before, found the number 700',
    },
    {
      name: 'a level that asks for nothing',
      source: GRID,
      from: 'III: { shed: 20, customers: 30, clause',
      to: 'III: { clause',
      says: 'rules[0].values[0].levels.III: expected "shed", "customers" or both, found neither',
    },
    {
      name: 'an unknown reach of a grid',
      source: GRID,
      from: 'scope: city',
      to: 'scope: town',
      says: 'rules[0].scope: expected one of "region", "province", "city", "county", "township", found "town"',
    },
    {
      name: 'a measure of another kind',
      source: ENERGY,
      from: 'measure: percent-of-mean',
      to: 'measure: days-of-output',
      says: 'rules[1].values[0].kinds[1].measure: expected "percent-of-mean", found "days-of-output"',
      among: true,
    },
    {
      name: 'values that are not in the order of their dates',
      source: AIR,
      from: "      - from: '2027-01-01'",
      to: "      - from: '2026-01-01'",
      says: 'rules[0].values[1].from: expected a date after 2026-01-01, found "2026-01-01"',
    },
    {
      name: 'values from before the first edition',
      source: AIR,
      from: "      - from: '2026-01-01'",
      to: "      - from: '2021-12-31'",
      says: 'rules[0].values[0].from: expected 2026-01-01 (the first edition) or later, found "2021-12-31"',
    },
    {
      name: 'editions that are not in the order of their dates',
      source: AIR,
      from: "    from: '2027-01-01'",
      to: "    from: '2025-01-01'",
      says: 'editions[1].from: expected a date after 2026-01-01, found "2025-01-01"',
    },
    {
      name: 'an edition twice',
      source: AIR,
      from: "  - id: '2027'",
      to: "  - id: '2026'",
      says: 'editions[1].id: expected an id of its own, found "2026" again',
    },
    {
      name: 'an edition whose id YAML reads as a number',
      source: AIR,
      from: "  - id: '2027'",
      to: '  - id: 2027',
      says: 'editions[1].id: expected text in quotes, found the number 2027',
    },
    {
      name: 'a rule on readings among rules on hours',
      source: AIR,
      from: '  - id: severe-now',
      to: "  - { id: loss, kind: band, role: plan, title: { zh: 停电, en: Loss }, clause: '3.1', scope: city, unit: '%', comparison: '>=', values: [{ from: '2026-01-01', clause: '3.1', levels: { III: { shed: 20, clause: '3.1' } } }] }\n  - id: severe-now",
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
      says: 'rules[2].values[0].levels: expected at least one level, found no keys',
    },
    {
      name: 'a rule without values',
      source: INCIDENT,
      from: '    values: # from 是 >=',
      to: '    values: []\n    spare: # from 是 >=',
      says: 'rules[0].values: expected at least one entry, found a list of 0 entries',
      among: true,
    },
    {
      name: 'a level without guidance',
      source: AIR,
      from: '    guidance: # 操作员',
      to: '    guidance: []\n    spare: # 操作员',
      says: 'levels[0].guidance: expected at least one entry, found a list of 0 entries',
      among: true,
    },
    {
      name: 'a policy that stops at a level that is not in the plan',
      source: AIR,
      from: 'lowest: { level: III',
      to: 'lowest: { level: IV',
      says: 'recommendation.lowest.level: expected a level of the plan (III, II, I), found "IV"',
    },

    // Reports
    {
      name: 'a test of a field that the form lacks',
      source: INCIDENT,
      from: TEST,
      to: '- { field: death, from: 10 }',
      says: `${AT_I}.field: expected a field of the form accident that is judged (deaths, loss, spreading, site, ended), found "death"`,
    },
    {
      name: 'a test of a field of text',
      source: INCIDENT,
      from: TEST,
      to: '- { field: place, from: 10 }',
      says: `${AT_I}.field: expected a field of the form accident that is judged (deaths, loss, spreading, site, ended), found "place"`,
    },
    {
      name: 'two comparisons in one test',
      source: INCIDENT,
      from: TEST,
      to: '- { field: deaths, from: 10, below: 20 }',
      says: `${AT_I}: ${ONE_TEST}, found the keys field, from, below`,
    },
    {
      name: 'a test without a comparison',
      source: INCIDENT,
      from: TEST,
      to: '- { field: deaths }',
      says: `${AT_I}: ${ONE_TEST}, found the key field`,
    },
    {
      name: 'a comparison by its sign',
      source: INCIDENT,
      from: TEST,
      to: "- { field: deaths, '>=': 10 }",
      says: `${AT_I}[">="]: expected one of the keys field, from, above, below, is, filed, all, any, found the unknown key ">="`,
      among: true,
    },
    {
      name: 'yes of a number',
      source: INCIDENT,
      from: TEST,
      to: '- { field: deaths, is: true }',
      says: `${AT_I}.is: expected a number, since deaths is no yes-no field, found true`,
    },
    {
      name: 'an option that the field lacks',
      source: INCIDENT,
      from: '{ field: site, is: 2 }',
      to: '{ field: site, is: 3 }',
      says: 'rules[0].values[0].levels.I.when.any[2].all[0].is: expected the value of an option (1, 2), found the number 3',
    },
    {
      name: 'two options of one value',
      source: INCIDENT,
      from: '{ value: 2, zh',
      to: '{ value: 1, zh',
      says: 'forms[0].fields[3].options[1].value: expected a value of its own, found 1 again',
      among: true,
    },
    {
      name: 'one option',
      source: INCIDENT,
      from: '          - { value: 2, zh: 【示例】储存, en: (example) Storage }\n',
      to: '',
      at: '        options:',
      says: 'forms[0].fields[3].options: expected at least 2 entries, found a list of 1 entry',
    },
    {
      name: 'alternatives that are no list',
      source: INCIDENT,
      from: 'any: [{ field: deaths, from: 3 }, { field: loss, from: 1000 }]',
      to: 'any: { field: deaths, from: 3 }',
      says: 'rules[0].values[0].levels.II.when.any: expected a list, such as [a, b] or lines that begin with "-", found the keys field, from',
    },
    {
      name: 'a form that the plan lacks',
      source: INCIDENT,
      from: '    form: accident\n',
      to: '    form: accidents\n',
      says: 'rules[0].form: expected the id of a form of the plan (accident), found "accidents"',
    },
    {
      name: 'an end by a field that the form lacks',
      source: INCIDENT,
      from: 'until: { field: ended',
      to: 'until: { field: over',
      says: 'rules[0].until.field: expected a field of the form accident that is judged (deaths, loss, spreading, site, ended), found "over"',
    },
    {
      name: 'an unknown type of field',
      source: INCIDENT,
      from: 'type: count',
      to: 'type: integer',
      says: 'forms[0].fields[0].type: expected one of "count", "number", "yes-no", "choice", "text", found "integer"',
    },
    {
      name: 'a form twice',
      source: ENERGY,
      from: 'rules:\n',
      to: "  - { id: gas-interruption, clause: '4.1', title: { zh: 又, en: Again }, fields: [{ id: n, type: count, clause: '4.1', title: { zh: 数, en: N } }] }\nrules:\n",
      says: 'forms[1].id: expected an id of its own, found "gas-interruption" again',
    },

    // Who does what
    {
      name: 'a unit that does not exist',
      source: AIR,
      from: 'units: [education]',
      to: 'units: [educaton]',
      says: 'measures[0].units[0]: expected the id of a unit (education, industry, housing, police), found "educaton"',
    },
    {
      name: 'a measure of a level that the plan lacks',
      source: AIR,
      from: 'levels: { I: 4.3.3 }',
      to: "levels: { IV: '4.3.3' }",
      says: 'measures[3].levels.IV: expected a level of the plan (III, II, I), found IV',
    },
    {
      name: 'a measure of an unknown group',
      source: AIR,
      from: 'group: dust',
      to: 'group: sites',
      says: 'measures[2].group: expected one of "health", "voluntary", "industry", "dust", "vehicles", "command", "rescue", "repair", "supply", "order", "information", "support", found "sites"',
    },
    {
      name: 'a role that nobody has',
      source: AIR,
      from: '    by: [deputy-commander]\n    clause',
      to: '    by: [mayor]\n    clause',
      says: 'steps[2].by[0]: expected one of "operator", "office", "office-director", "deputy-commander", "commander", "general-commander", "member-unit", "starter", found "mayor"',
    },
    {
      name: 'a role that the plan does not name',
      source: AIR,
      from: '    by: [deputy-commander]\n    clause',
      to: '    by: [general-commander]\n    clause',
      says: 'steps[2].by[0]: expected a role of the plan (office, deputy-commander, commander, member-unit), found "general-commander"',
    },
    {
      name: 'a role that is no list',
      source: AIR,
      from: '    by: [deputy-commander]\n    clause',
      to: '    by: deputy-commander\n    clause',
      says: 'steps[2].by: expected a list, such as [a, b] or lines that begin with "-", found "deputy-commander"',
    },
    {
      name: 'a role twice',
      source: AIR,
      from: '{ role: commander,',
      to: '{ role: office,',
      says: 'roles[2].role: expected an id of its own, found "office" again',
      among: true,
    },
    {
      name: 'who started it at the start',
      source: GRID,
      from: 'by: [office-director]',
      to: 'by: [starter]',
      says: 'steps[2].by[0]: expected a role, since at "start" nobody has started it yet, found "starter"',
    },
    {
      name: 'a step at an unknown occasion',
      source: AIR,
      from: 'on: [lift]',
      to: 'on: [lifting]',
      says: 'steps[5].on[0]: expected one of "start", "raise", "lower", "lift", "end", "notice", found "lifting"',
    },
    {
      name: 'a deadline in two units',
      source: AIR,
      from: 'within: { hours: 1, after',
      to: 'within: { hours: 1, minutes: 30, after',
      says: 'steps[1].within: expected either "hours" or "minutes", found the keys hours, minutes, after',
    },
    {
      name: 'a deadline that starts nowhere',
      source: AIR,
      from: 'after: approve }',
      to: 'after: aprove }',
      says: 'steps[4].within.after: expected one of recommendation, notice, order, consult, draft, approve, approve-red, publish, lift, found "aprove"',
    },
    {
      name: 'a report with two times',
      source: AIR,
      from: "dailyAt: '10:00'",
      to: "dailyAt: '10:00'\n    once: true",
      at: '- id: daily',
      says: 'reporting[0]: expected one of "everyHours", "dailyAt", "within", "once", found the keys id, levels, by, dailyAt, once, …',
    },
    {
      name: 'a time of day that there is not',
      source: AIR,
      from: "dailyAt: '10:00'",
      to: "dailyAt: '24:00'",
      says: 'reporting[0].dailyAt: expected a time of day like 10:00 in quotes, found "24:00"',
    },
    {
      name: 'a declaration of a level that the plan lacks',
      source: GRID,
      from: '    levels: [I]\n    by: [commander]\n    clause: 4.3.1 (2)',
      to: '    levels: [IV]\n    by: [commander]\n    clause: 4.3.1 (2)',
      says: 'declarations[0].levels[0]: expected a level of the plan (III, II, I), found IV',
    },
    {
      name: 'a step twice',
      source: AIR,
      from: '  - id: approve-red',
      to: '  - id: approve',
      says: 'steps[3].id: expected an id of its own, found "approve" again',
    },

    // Clauses
    {
      name: 'a clause that is not listed',
      source: AIR,
      from: "once: true\n    clause: '4.4'",
      to: "once: true\n    clause: '4.9'",
      at: "clause: '4.4'\n    zh: 【示例】书面",
      says: 'reporting[1].clause: expected a clause that stands in "clauses", found "4.9"',
    },
    {
      name: 'a clause in other brackets',
      source: GRID,
      from: 'clause: 4.3.2 (2)\n',
      to: 'clause: 4.3.2（2）\n',
      says: 'declarations[1].clause: expected "4.3.2 (2)", as it stands in "clauses", found "4.3.2（2）"',
      among: true,
    },
    {
      name: 'a clause in words',
      source: AIR,
      from: "once: true\n    clause: '4.4'",
      to: 'once: true\n    clause: 第4.4条',
      at: "clause: '4.4'\n    zh: 【示例】书面",
      says: 'reporting[1].clause: expected a clause like 4.2.1 or 4.2.1 (6), or another document with its name first, found "第4.4条"',
    },
    {
      name: 'a clause that nothing refers to',
      source: AIR,
      from: 'en: Evaluation, outOfScope: aftermath }',
      to: 'en: Evaluation }',
      says: 'clauses[16]: expected "outOfScope" with a reason, since nothing in the file refers to clause 5.1, found none',
    },
    {
      name: 'a clause that is carried and out of scope',
      source: AIR,
      from: "{ clause: '4.4', zh: 信息报告, en: Reports }",
      to: "{ clause: '4.4', zh: 信息报告, en: Reports, outOfScope: general }",
      says: 'clauses[14].outOfScope: expected no such key, since the file refers to the clause, found "general"',
    },
    {
      name: 'a clause twice',
      source: AIR,
      from: "{ clause: '6.1', zh",
      to: "{ clause: '5.1', zh",
      says: 'clauses[17].clause: expected a clause that is not yet listed, found "5.1"',
    },
    {
      name: 'an unknown reason to be out of scope',
      source: AIR,
      from: 'outOfScope: aftermath',
      to: 'outOfScope: later',
      says: 'clauses[16].outOfScope: expected one of "general", "organisation", "preparedness", "aftermath", "annex", "other-authority", found "later"',
    },
    {
      name: 'a reason in one language',
      source: AIR,
      from: 'outOfScope: aftermath',
      to: 'outOfScope: { zh: 善后 }',
      says: 'clauses[16].outOfScope.en: expected text, found nothing',
    },

    // Places
    {
      name: 'an unknown zone',
      source: PLACE,
      from: 'Asia/Shanghai',
      to: 'Asia/Yangquan',
      says: 'timezone: expected an IANA time zone like Asia/Shanghai, found "Asia/Yangquan"',
    },
    {
      name: 'a subject twice',
      source: PLACE,
      from: 'id: s-2',
      to: 'id: s-1',
      says: 'subjects[2].id: expected an id of its own, found "s-1" again',
    },
    {
      name: 'a kind that does not exist',
      source: PLACE,
      from: 'kind: air-station',
      to: 'kind: air station',
      says: 'subjects[1].kind: expected one of "city", "county", "district", "town", "air-station", "grid", "coal-producer", "coal-trader", "coal-user", found "air station"',
    },
    {
      name: 'a place without a latitude',
      source: PLACE,
      from: 'at: [113.595, 37.862]',
      to: 'at: [113.595]',
      says: 'subjects[1].at: expected at least 2 entries, found a list of 1 entry',
    },
    {
      name: 'longitude and latitude swapped',
      source: PLACE,
      from: 'at: [113.595, 37.862]',
      to: 'at: [37.862, 113.595]',
      says: 'subjects[1].at[1]: expected at most 90, found the number 113.595',
    },
    {
      name: 'a name in a third language',
      source: PLACE,
      from: 'name: { zh: 家, en',
      to: 'name: { zh: 家, fr',
      says: 'name.fr: expected one of the keys zh, en, found the unknown key "fr"',
    },
    {
      name: 'a grid without a scope',
      source: PLACE,
      from: '    scope: city\n',
      to: '',
      at: 'id: g\n',
      says: 'subjects[3].scope: expected one of "region", "province", "city", "county", "township", found nothing',
    },
    {
      name: 'a mine without its output',
      source: PLACE,
      from: 'designDailyOutput: 12000',
      to: 'interval: 60',
      says: 'subjects[4].designDailyOutput: expected a number, found nothing',
    },
    {
      name: 'a mine without any output',
      source: PLACE,
      from: 'designDailyOutput: 12000',
      to: 'designDailyOutput: 0',
      says: 'subjects[4].designDailyOutput: expected more than 0, found the number 0',
    },

    // Tables
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
      name: 'an escalation to a role that the plan does not have',
      source: AIR,
      from: 'ladder: [office, deputy-commander, commander]',
      to: 'ladder: [office, office-director, commander]',
      says: 'escalation.alarms.ladder[1]: expected a role of the plan (office, deputy-commander, commander, member-unit), found "office-director"',
    },
    {
      name: 'an escalation to the operator, who did not act',
      source: AIR,
      from: 'ladder: [office, deputy-commander, commander]',
      to: 'ladder: [operator, deputy-commander, commander]',
      says: 'escalation.alarms.ladder[0]: expected one of "office", "office-director", "deputy-commander", "commander", "general-commander", found "operator"',
    },
    {
      name: 'an escalation to one role twice',
      source: AIR,
      from: 'ladder: [office, deputy-commander, commander]',
      to: 'ladder: [office, deputy-commander, office]',
      says: 'escalation.alarms.ladder[2]: expected a role that is not told already, found office again',
    },
    {
      name: 'an escalation without a time for a level',
      source: AIR,
      from: 'II: { minutes: 10 }, I: { minutes: 5 } }',
      to: 'I: { minutes: 5 } }',
      says: 'escalation.alarms.after: expected a time for each level of the plan, found none for II',
    },
    {
      name: 'an escalation at a level that the plan does not have',
      source: AIR,
      from: 'after: { III: { minutes: 15 },',
      to: 'after: { IV: { minutes: 20 }, III: { minutes: 15 },',
      says: 'escalation.alarms.after.IV: expected a level of the plan (III, II, I), found IV',
    },
    {
      name: 'an escalation that is slower at a higher level',
      source: AIR,
      from: 'I: { minutes: 5 } }',
      to: 'I: { hours: 1 } }',
      says: 'escalation.alarms.after.I: expected at most the 10 minutes of level II, found 60 minutes',
    },
    {
      name: 'an escalation time in two units',
      source: AIR,
      from: 'I: { minutes: 5 } }',
      to: 'I: { minutes: 5, hours: 1 } }',
      says: 'escalation.alarms.after.I: expected either "hours" or "minutes", found the keys minutes, hours',
    },
  ])('$name', ({ source, from, to, says, at = from, among = false }) => {
    const message = `broken.yaml:${lineIn(source, at)}: ${says}`;
    expect(source).toContain(from);
    const messages = messagesOf(
      loadAny(
        write(
          'broken.yaml',
          source.replace(from, () => to),
        ),
      ),
    );
    const meant = messages.filter((one) => one.startsWith(message));
    expect(among ? meant.map(() => message) : messages).toEqual([message]);
  });

  it.each([
    ['no file', () => join(folder, 'none.yaml'), 'none.yaml: expected a file that can be read, found no such file'],
    ['a folder', () => root, `${root}: expected a file that can be read, found a folder`],
    ['an empty file', () => write('empty.yaml', ''), 'empty.yaml:1: expected keys with values, found nothing'],
    [
      'a list',
      () => write('list.yaml', '# list\n- 1\n'),
      'list.yaml:2: expected keys with values, found a list of 1 entry',
    ],
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
      `other.yaml:1: expected ${expected}, found the key id`,
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
    const city = 'jurisdictions/yangquan.yaml';
    const idLine = edit(
      'plans/yangquan-heavy-pollution/plan.yaml',
      'id: yangquan-heavy-pollution',
      'id: yangcheng-outage',
    );
    const plansLine = edit(city, 'plans: [yangquan-heavy-pollution', 'plans: [yangcheng-outage');
    const countyLine = edit('jurisdictions/yangcheng.yaml', 'plans: [yangcheng-outage', 'plans: [yangcheng-blackout');
    for (const kind of ['city', 'county', 'county']) edit(city, `kind: ${kind}`, 'kind: district');
    const heavy = 'whole/plans/yangquan-heavy-pollution/plan.yaml';
    const messages = messagesOf(loadThresholds({ root: copy }));
    expect(messages).toEqual(
      expect.arrayContaining([
        `${heavy}:${idLine}: id: expected the name of its folder, yangquan-heavy-pollution, found "yangcheng-outage"`,
        `${heavy}:${idLine}: id: expected an id of its own, found "yangcheng-outage", as in whole/plans/yangcheng-outage/plan.yaml`,
        expect.stringMatching(
          new RegExp(
            `^whole/jurisdictions/yangcheng.yaml:${countyLine}: plans\\[\\d\\]: expected the id of a plan \\(.*yangcheng-outage.*\\), found "yangcheng-blackout"$`,
          ),
        ),
        `whole/${city}:${plansLine}: plans[0]: expected a subject of kind county for what yangcheng-outage recommends, found no city and no county`,
      ]),
    );
  });

  it('must hold something', () => {
    expect(messagesOf(loadThresholds({ root: join(folder, 'nowhere') }))).toEqual([
      'nowhere/standards: expected at least one AQI standard, found nothing',
      'nowhere/jurisdictions: expected at least one jurisdiction file, found nothing',
    ]);
  });
});

describe('thresholds/README.md', () => {
  const readme = read('README.md');
  // The sample of scenarios is run by the tests of scenarios.
  const samples = [...readme.matchAll(/^```yaml\n(.*?)^```$/gmsu)]
    .map(([, content = '']) => content)
    .filter((content) => !/^scenarios:/mu.test(content));
  const isPart = (content: string): boolean => content.startsWith('# part of a plan\n');

  it('shows files that load, without a problem', () => {
    const files = samples.filter((content) => !isPart(content));
    expect(files.map((content) => valueOf(loadAny(write('sample.yaml', content))).kind)).toEqual([
      'plan',
      'jurisdiction',
    ]);
  });

  it('shows parts of plans that fit in one', () => {
    const parts = samples.filter((content) => isPart(content));
    expect(parts.length).toBe(1);
    for (const part of parts) {
      // The same parts of the template make room for them.
      const whole = { ...Object(parse(INCIDENT)), ...Object(parse(part)) };
      const plan = valueOf(loadPlan(write('part.yaml', stringify(whole))));
      expect(plan.rules.map(({ id }) => id)).toEqual(['accident-grade']);
    }
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
    const files = [
      ...planFilesIn(root),
      ...planFilesBelow(join(root, 'templates')),
      ...yamlFilesIn(join(root, 'jurisdictions')),
      ...yamlFilesIn(join(root, 'standards')),
    ];
    expect(files.length).toBeGreaterThan(15);
    for (const file of files) {
      const [first = ''] = readFileSync(file, 'utf8').split('\n');
      const schema = /^# yaml-language-server: \$schema=(\S+)$/u.exec(first)?.[1] ?? 'none';
      expect(Object.keys(createJsonSchemas())).toContain(basename(schema));
      expect([file, existsSync(join(file, '..', schema))]).toEqual([file, true]);
    }
  });
});
