/** Reads scenario files. Everything that is wrong is given at once, each with its line. */
import { join } from 'node:path';
import { z } from 'zod';
import { areaOf, Judge, WINDOW_HOURS } from '../judge/index.ts';
import { HOUR_MS } from '../model/instant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import { METRICS, type Reading } from '../model/reading.ts';
import type { Text } from '../model/text.ts';
import { checkJurisdiction } from '../plans/checks.ts';
import { toJurisdiction } from '../plans/convert.ts';
import { yamlFilesIn, type Thresholds } from '../plans/load.ts';
import type { Finding, Problem, Result, Step } from '../plans/problem.ts';
import { jurisdictionSchema } from '../plans/place-schema.ts';
import { checkShape, readYaml, type YamlFile } from '../plans/yaml-file.ts';
import { parseAct, type Act } from './acts.ts';
import { parseCaseLine } from './case-lines.ts';
import { parseCheck, parseCorrections, parseExpected, type Check, type Line, type Words } from './lines.ts';
import type { Scenario } from './scenario.ts';
import { parseDuration, parseSeries, type SeriesText } from './series-text.ts';
import { parseLocal } from '../model/local-time.ts';

const text = z.string().regex(/\S/, 'some text');
const time = z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/, 'a local time like 2025-12-01 05:00');
const duration = z.string().refine((value) => parseDuration(value) !== null, 'a duration like 1m, 10m, 1h or 1d');
// YAML takes a bare 0x4 for the hexadecimal number 4: a series is never a number.
const values = z.custom<string>(
  (value) => typeof value === 'string',
  `text such as 48 51x3 _, or '48' and '0x4' in quotes`,
);
const bothLanguages = z.strictObject({ zh: text, en: text });
// YAML takes `act: why` for a map of one entry, which it is: what is done, and the words that go with it.
const act = z.custom<string | Readonly<Record<string, string>>>(
  (value) =>
    typeof value === 'string' ||
    (typeof value === 'object' &&
      value !== null &&
      Object.values(value).length === 1 &&
      Object.values(value).every((words) => typeof words === 'string')),
  'a line such as 2025-12-01 05:20 office step draft, with words behind a colon and a space',
);
const clauses = z.union([text, z.array(text).min(1)]);

const seriesSchema = z.strictObject({
  values,
  from: time.optional(),
  step: duration.optional(),
  period: z.union([duration, z.literal('none')]).optional(),
});

const scenarioSchema = z.strictObject({
  title: bothLanguages,
  clause: clauses,
  start: time.optional(),
  step: duration.optional(),
  until: time.optional(),
  series: z.record(z.string(), z.union([seriesSchema, values])).optional(),
  forecasts: z
    .array(
      z.strictObject({
        of: text,
        issued: time.optional(),
        from: time.optional(),
        values,
        upper: values.optional(),
        step: duration.optional(),
      }),
    )
    .optional(),
  late: z.array(z.strictObject({ of: text, from: time, values, step: duration.optional(), arrives: time })).optional(),
  restarts: z.array(time).optional(),
  closes: z.array(z.strictObject({ at: time, grid: text })).optional(),
  people: z.array(act).optional(),
  expect: z.array(text),
  corrections: z.array(text).optional(),
  checks: z.array(text).optional(),
  cases: z.array(text).optional(),
});

const fileSchema = z.strictObject({
  title: bothLanguages,
  rules: z.array(text).min(1),
  place: z.union([text, jurisdictionSchema.pick({ timezone: true, subjects: true })]),
  start: time,
  step: duration.optional(),
  scenarios: z.array(scenarioSchema).min(1),
});
type File = z.infer<typeof fileSchema>;
type ScenarioFile = File['scenarios'][number];

/** The scenario files of a plan, sorted by name. */
export const scenarioFilesOf = (root: string, plan: string): readonly string[] =>
  yamlFilesIn(join(root, 'plans', plan, 'scenarios'));

/** What a scenario may name or needs beside its plan. */
export type Surroundings = Pick<Thresholds, 'jurisdictions' | 'standards'>;

/** What a file of scenarios holds. */
export interface ScenarioSet {
  readonly file: string;
  readonly title: Text;
  readonly plan: Plan;
  /** Ids of the rules that the file is about. */
  readonly rules: readonly string[];
  readonly scenarios: readonly Scenario[];
}

/** Reads a file of scenarios of a plan. Gives every problem of the file, or all of its scenarios. */
export function readScenarios(
  file: string,
  plan: Plan,
  thresholds: Surroundings,
): Result<ScenarioSet, readonly Problem[]> {
  const yaml = readYaml(file);
  if (!yaml.ok) return yaml;
  const shaped = checkShape(fileSchema, yaml.value);
  if (!shaped.ok) return shaped;
  const found = placeOf(shaped.value, plan, thresholds);
  if (!found.ok) return { ok: false, error: found.error.map(yaml.value.locate) };
  const { jurisdiction, area, marks } = found.value;
  const words: Words = {
    zone: jurisdiction.timezone,
    plan,
    area,
    judges: (rule, subject) => marks.some((mark) => mark.rule === rule && mark.subject === subject),
  };
  const findings: Finding[] = shaped.value.rules.flatMap((rule, i) =>
    marks.some((mark) => mark.rule === rule)
      ? []
      : [{ path: ['rules', i], expected: `a rule of ${plan.id} that judges something in this place` }],
  );
  const scenarios = shaped.value.scenarios.map((scenario, i) => {
    const reader = new ScenarioReader(['scenarios', i], shaped.value, scenario, jurisdiction, words, findings);
    return reader.read(plan, yaml.value);
  });
  if (findings.length > 0) return { ok: false, error: findings.map(yaml.value.locate) };
  const { title, rules } = shaped.value;
  return { ok: true, value: { file, title, plan, rules, scenarios } };
}

/** Metrics that a series may have: those of the program and those of the plan's forms. */
const metricsOf = ({ forms }: Plan): readonly string[] => [
  ...new Set([
    ...METRICS.keys(),
    ...forms.flatMap(({ fields }) => fields.flatMap(({ metric }) => (metric === null ? [] : [metric]))),
  ]),
];

interface Place {
  readonly jurisdiction: Jurisdiction;
  readonly area: string;
  readonly marks: readonly { readonly rule: string; readonly subject: string }[];
}

function placeOf({ place }: File, plan: Plan, thresholds: Surroundings): Result<Place, readonly Finding[]> {
  let jurisdiction: Jurisdiction | undefined;
  if (typeof place === 'string') {
    jurisdiction = thresholds.jurisdictions.find(({ id }) => id === place);
    if (jurisdiction === undefined) {
      const ids = thresholds.jurisdictions.map(({ id }) => id).join(', ');
      return { ok: false, error: [{ path: ['place'], expected: `the id of a jurisdiction (${ids}) or subjects` }] };
    }
  } else {
    const file = { id: 'scenario', name: 'scenario', plans: [plan.id], ...place };
    const faults = checkJurisdiction(file).map((fault) => ({ ...fault, path: ['place', ...fault.path] }));
    if (faults.length > 0) return { ok: false, error: faults };
    jurisdiction = toJurisdiction(file);
  }
  const area = areaOf(plan, jurisdiction);
  if (area === null) return { ok: false, error: [{ path: ['place'], expected: `a subject of kind ${plan.area}` }] };
  const judge = new Judge({ plans: [plan], jurisdiction, standards: thresholds.standards, approval: 'at-once' });
  return { ok: true, value: { jurisdiction, area: area.id, marks: judge.marks() } };
}

/** Reads one scenario; what is wrong goes to `findings`. */
class ScenarioReader {
  private readonly readings: Reading[] = [];
  private readonly start: number;
  private readonly stepMs: number;
  private end: number;

  constructor(
    private readonly path: readonly Step[],
    file: File,
    private readonly scenario: ScenarioFile,
    private readonly jurisdiction: Jurisdiction,
    private readonly words: Words,
    private readonly findings: Finding[],
  ) {
    this.start = scenario.start === undefined ? this.timeAt(file.start, 'start') : this.timeAt(scenario.start, 'start');
    this.stepMs = parseDuration(scenario.step ?? file.step ?? '1h') ?? HOUR_MS;
    this.end = this.start;
  }

  read(plan: Plan, yaml: YamlFile): Scenario {
    const { scenario } = this;
    for (const [key, value] of Object.entries(scenario.series ?? {})) this.readSeries(key, value);
    const people = this.readPeople(plan);
    if (this.readings.length === 0 && people === null) this.fault(['series'], 'at least one value');
    scenario.forecasts?.forEach((forecast, i) => this.readForecast(forecast, ['forecasts', i]));
    scenario.late?.forEach((late, i) => this.readLate(late, ['late', i]));
    if (scenario.until !== undefined) this.end = Math.max(this.end, this.timeAt(scenario.until, 'until'));
    if (this.end - this.start > WINDOW_HOURS * HOUR_MS) {
      this.fault(
        scenario.series === undefined ? [] : ['series'],
        `at most ${WINDOW_HOURS} hours from the start`,
        `${(this.end - this.start) / HOUR_MS} hours`,
      );
    }
    const within = (text_: string, path: readonly Step[]): number => {
      const at = this.timeAt(text_, ...path);
      if (at < this.start || at > this.end) this.fault(path, 'a time within the scenario');
      return at;
    };
    const grid = this.gridOf(plan);
    const cases = (scenario.cases ?? []).flatMap((text_, i): Line[] => {
      const line = parseCaseLine(text_, this.words);
      if (typeof line === 'string') this.fault(['cases', i], line);
      else if (line.at < this.start || line.at > this.end) this.fault(['cases', i], 'a time within the scenario');
      return typeof line === 'string' ? [] : [line];
    });
    const lines = (key: 'expect' | 'corrections', parse: (text_: string) => readonly Line[] | string): Line[] =>
      (scenario[key] ?? []).flatMap((text_, i) => {
        const parsed = parse(text_);
        if (typeof parsed === 'string') this.fault([key, i], parsed);
        else if (parsed.some(({ at }) => !grid(at))) this.fault([key, i], 'a time at which the plan is judged here');
        return typeof parsed === 'string' ? [] : parsed;
      });
    return {
      file: yaml.file,
      line: yaml.locate({ path: this.path, expected: '' }).line ?? 1,
      title: scenario.title,
      clauses: [scenario.clause].flat(),
      plan,
      jurisdiction: this.jurisdiction,
      words: this.words,
      start: this.start,
      end: this.end,
      // Of two that arrive together the one written later stands: the order of the file is kept.
      readings: this.readings.toSorted((a, b) => a.receivedAt - b.receivedAt),
      restarts: (scenario.restarts ?? []).map((each, i) => within(each, ['restarts', i])),
      closes: (scenario.closes ?? []).map((close, i) => {
        this.subjectAt(close.grid, ['closes', i, 'grid']);
        return { at: within(close.at, ['closes', i, 'at']), grid: close.grid };
      }),
      people,
      cases,
      expect: lines('expect', (text_) => {
        const line = parseExpected(text_, this.words);
        return typeof line === 'string' ? line : [line];
      }),
      corrections: lines('corrections', (text_) => parseCorrections(text_, this.words)),
      checks: (scenario.checks ?? []).flatMap((text_, i): Check[] => {
        const check = parseCheck(text_, this.words);
        if (typeof check === 'string') this.fault(['checks', i], check);
        else if (check.at < this.start || check.at > this.end) this.fault(['checks', i], 'a time within the scenario');
        return typeof check === 'string' ? [] : [check];
      }),
    };
  }

  /** What people do, in the order of time and of the file; null where the engine answers everything at once. */
  private readPeople(plan: Plan): readonly Act[] | null {
    const { people, cases } = this.scenario;
    if (people === undefined || cases === undefined) {
      if (people !== undefined) this.fault([], 'what comes of it in "cases" beside "people"');
      if (cases !== undefined) this.fault([], '"people" beside "cases", [] where nobody does anything');
      return null;
    }
    const acts = people.flatMap((written, i): Act[] => {
      const [entry = ['', '']] = typeof written === 'string' ? [] : Object.entries(written);
      const read = parseAct(typeof written === 'string' ? written : entry.join(': '), { plan, zone: this.words.zone });
      if (typeof read === 'string') this.fault(['people', i], read);
      else if (read.at < this.start) this.fault(['people', i], 'a time within the scenario');
      return typeof read === 'string' ? [] : [read];
    });
    for (const { at } of acts) this.end = Math.max(this.end, at);
    return acts;
  }

  private readSeries(key: string, written: NonNullable<ScenarioFile['series']>[string]): void {
    const path: Step[] = ['series', key];
    const spec = typeof written === 'object' ? written : { values: written };
    const named = this.seriesAt(key, path);
    const series = this.textAt(spec.values, typeof written === 'object' ? [...path, 'values'] : path);
    if (named === null || series === null) return;
    const stepMs = spec.step === undefined ? this.stepMs : (parseDuration(spec.step) ?? this.stepMs);
    const from = spec.from === undefined ? this.start : this.timeAt(spec.from, ...path, 'from');
    if (from < this.start) this.fault([...path, 'from'], 'a time within the scenario');
    const isMean = named.metric.startsWith('air.') && named.metric !== 'air.dust';
    const periodMs =
      spec.period === undefined ? (isMean ? stepMs : null) : spec.period === 'none' ? null : parseDuration(spec.period);
    this.onGrid(from, stepMs, [...path, ...(spec.from === undefined ? [] : ['from'])]);
    this.add(series, { ...named, from, stepMs, periodMs });
    // An instantaneous value ends nothing after itself.
    const last = from + (series.cells.length - (periodMs === null ? 1 : 0)) * stepMs;
    this.end = Math.max(this.end, last);
  }

  private readLate(late: NonNullable<ScenarioFile['late']>[number], path: readonly Step[]): void {
    const named = this.seriesAt(late.of, [...path, 'of']);
    const series = this.textAt(late.values, [...path, 'values']);
    const from = this.timeAt(late.from, ...path, 'from');
    const arrives = this.timeAt(late.arrives, ...path, 'arrives');
    if (named === null || series === null) return;
    const stepMs = late.step === undefined ? this.stepMs : (parseDuration(late.step) ?? this.stepMs);
    this.onGrid(from, stepMs, [...path, 'from']);
    const periodMs = named.metric.startsWith('air.') && named.metric !== 'air.dust' ? stepMs : null;
    const due = from + (series.cells.length - 1) * stepMs + (periodMs ?? 0);
    if (arrives < due || arrives > this.end) {
      this.fault([...path, 'arrives'], 'a time after the last of the values, within the scenario');
    }
    this.add(series, { ...named, from, stepMs, periodMs, arrives });
  }

  private readForecast(forecast: NonNullable<ScenarioFile['forecasts']>[number], path: readonly Step[]): void {
    const named = this.seriesAt(forecast.of, [...path, 'of']);
    const central = this.textAt(forecast.values, [...path, 'values']);
    const upper = forecast.upper === undefined ? null : this.textAt(forecast.upper, [...path, 'upper']);
    const issued = forecast.issued === undefined ? this.start : this.timeAt(forecast.issued, ...path, 'issued');
    const from = forecast.from === undefined ? issued : this.timeAt(forecast.from, ...path, 'from');
    if (named === null || central === null) return;
    if (upper !== null && upper.cells.length !== central.cells.length) {
      this.fault([...path, 'upper'], `as many as the ${central.cells.length} values`, `${upper.cells.length}`);
    }
    const stepMs = forecast.step === undefined ? HOUR_MS : (parseDuration(forecast.step) ?? HOUR_MS);
    this.onGrid(from, HOUR_MS, [...path, 'from']);
    central.cells.forEach((cell, i) => {
      if (cell === null) return;
      this.readings.push({
        ...named,
        time: from + i * stepMs,
        value: cell.value,
        period: stepMs / 1000,
        kind: 'forecast',
        issuedAt: issued,
        upper: upper?.cells[i]?.value ?? null,
        quality: cell.quality,
        receivedAt: issued,
      });
    });
  }

  private add(
    { cells }: SeriesText,
    to: {
      readonly source: string;
      readonly metric: string;
      readonly from: number;
      readonly stepMs: number;
      readonly periodMs: number | null;
      readonly arrives?: number;
    },
  ): void {
    cells.forEach((cell, i) => {
      if (cell === null) return;
      const at = to.from + i * to.stepMs;
      this.readings.push({
        source: to.source,
        metric: to.metric,
        time: at,
        value: cell.value,
        period: to.periodMs === null ? null : to.periodMs / 1000,
        kind: 'observed',
        issuedAt: null,
        upper: null,
        quality: cell.quality,
        receivedAt: to.arrives ?? at + (to.periodMs ?? 0),
      });
    });
  }

  private seriesAt(key: string, path: readonly Step[]): { source: string; metric: string } | null {
    const [source = '', metric = '', ...rest] = key.split(' ');
    const known = metricsOf(this.words.plan);
    if (rest.length > 0 || !known.includes(metric)) {
      this.fault(path, `a subject and a metric (${known.join(', ')}) with a space between`, key);
      return null;
    }
    return this.subjectAt(source, path) ? { source, metric } : null;
  }

  private subjectAt(id: string, path: readonly Step[]): boolean {
    const isKnown = this.jurisdiction.subjects.some((subject) => subject.id === id);
    if (!isKnown)
      this.fault(path, `a subject of the place (${this.jurisdiction.subjects.map((s) => s.id).join(', ')})`, id);
    return isKnown;
  }

  private textAt(written: string, path: readonly Step[]): SeriesText | null {
    const series = parseSeries(written);
    if (typeof series !== 'string') return series;
    this.fault(path, series);
    return null;
  }

  private timeAt(written: string, ...path: readonly Step[]): number {
    const instant = parseLocal(written, this.words.zone);
    if (instant === null) this.fault(path, `a time that exists in ${this.words.zone}`);
    return instant ?? 0;
  }

  private onGrid(at: number, stepMs: number, path: readonly Step[]): void {
    const grid = Math.min(stepMs, HOUR_MS);
    if (at % grid !== 0) this.fault(path, `a time on the grid of ${grid / 60_000} min`);
  }

  /** The instants at which a plan is judged: every hour that was closed, or every reading and what operators did. */
  private gridOf(plan: Plan): (at: number) => boolean {
    if (plan.recommendation.kind === 'warning') {
      return (at) => at % HOUR_MS === 0 && at > this.start && at <= this.end;
    }
    const times = new Set(this.readings.map((reading) => reading.time));
    for (const { at } of this.scenario.closes ?? []) times.add(parseLocal(at, this.words.zone) ?? 0);
    return (at) => times.has(at);
  }

  private fault(path: readonly Step[], expected: string, found?: string): void {
    this.findings.push({ path: [...this.path, ...path], expected, ...(found === undefined ? {} : { found }) });
  }
}
