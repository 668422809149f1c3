/** What is told to the outside when people put a level in force, change it or end it. */
import { z } from 'zod';
import type { Case, CaseEvent, RoundStart } from '../model/case.ts';
import { localDate, MINUTE_MS } from '../model/instant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import { isAbove, LEVELS, type Level } from '../model/level.ts';
import { formatLocal } from '../model/local-time.ts';
import type { Plan, PlanLevel } from '../model/plan.ts';
import { METRICS } from '../model/reading.ts';
import type { AqiStandard } from '../model/standard.ts';
import type { Text } from '../model/text.ts';
import type { Evidence } from '../model/verdict.ts';

export const text = z.object({ zh: z.string(), en: z.string() });
export const level = z.enum(LEVELS as [Level, ...Level[]]);
export const color = z.enum(['blue', 'yellow', 'orange', 'red']);
/** `exercise`: a drill, or the demo. */
export const standing = z.enum(['actual', 'exercise', 'test']);
/** A description point by point. */
export const pointsSchema = z.array(z.object({ label: text, value: text }));

/** The shape of a bulletin as it is kept. Instants are epoch ms in event time. */
export const bulletinSchema = z.object({
  /** `CASE.NUMBER`: one event, for ever. */
  id: z.string(),
  /** `alert` begins a chain; a chain ends with `cancel`. */
  kind: z.enum(['alert', 'update', 'cancel']),
  standing,
  case: z.string(),
  /** From 1 within the case. */
  number: z.number().int().positive(),
  sentAt: z.number(),
  jurisdiction: z.string(),
  zone: z.string(),
  plan: z.object({ id: z.string(), title: text, short: text, scale: z.string() }),
  place: z.object({ id: z.string(), name: text }),
  /** Who tells it: the office that the plan names, never a person. */
  office: text,
  level,
  from: level,
  /** Of the level in force; of an end, of the level that ends. */
  color,
  /** What the plan calls the level; of an end, the level that ends. */
  levelName: text,
  headline: text,
  /** The description point by point. */
  points: pointsSchema,
  /** What people should do, in the words of the plan's measures of health and of free will. */
  advice: z.array(text),
  /** When it begins; null: already, or not known. */
  onsetAt: z.number().nullable(),
  basis: z.enum(['observed', 'forecast', 'people']),
  /** Whether it calls for measures at once, or speaks of what is to come. */
  isAhead: z.boolean(),
  /** Earlier messages of the chain, oldest first. */
  references: z.array(z.object({ id: z.string(), sentAt: z.number() })),
});
export type Bulletin = z.infer<typeof bulletinSchema>;

/** What a bulletin is made from beside the case. */
export interface BulletinContext {
  readonly plan: Plan;
  readonly jurisdiction: Jurisdiction;
  readonly standards: readonly AqiStandard[];
  readonly standing: Bulletin['standing'];
}

const COLOR_NAMES: Readonly<Record<Bulletin['color'], Text>> = {
  blue: { zh: '蓝色', en: 'blue' },
  yellow: { zh: '黄色', en: 'yellow' },
  orange: { zh: '橙色', en: 'orange' },
  red: { zh: '红色', en: 'red' },
};
const MARKS: Readonly<Record<Bulletin['standing'], Text>> = {
  actual: { zh: '', en: '' },
  exercise: { zh: '【演练】', en: '[EXERCISE] ' },
  test: { zh: '【测试】', en: '[TEST] ' },
};
/** A headline with the mark of what is not real in front. */
export const marked = (standing: Bulletin['standing'], headline: Text): Text => ({
  zh: `${MARKS[standing].zh}${headline.zh}`,
  en: `${MARKS[standing].en}${headline.en}`,
});
/** Advice beyond this is in the plan. */
const MOST_ADVICE = 6;

/** The bulletins of a case, oldest first: one for each step that put a level in force or ended it. */
export function bulletinsOf(of: Case, context: BulletinContext): Bulletin[] {
  const bulletins: Bulletin[] = [];
  let round: RoundStart | null = null;
  let from: Level = 'none';
  let chain: Bulletin['references'] = [];
  for (const event of of.log) {
    if (event.kind === 'case-opened' || event.kind === 'case-round') round = event.round;
    if (event.kind !== 'case-step' || event.effect === null) continue;
    const { level: to } = event.effect;
    // A level that ends before one was in force was told to nobody.
    if (to === 'none' && from === 'none') continue;
    const bulletin = toBulletin({ of, event, round, from, chain, number: bulletins.length + 1 }, context);
    bulletins.push(bulletin);
    chain = to === 'none' ? [] : [...chain, { id: bulletin.id, sentAt: bulletin.sentAt }];
    from = to;
  }
  return bulletins;
}

interface Published {
  readonly of: Case;
  readonly event: Extract<CaseEvent, { kind: 'case-step' }>;
  /** What led to it; null when the log does not say. */
  readonly round: RoundStart | null;
  readonly from: Level;
  readonly chain: Bulletin['references'];
  readonly number: number;
}

function toBulletin(published: Published, context: BulletinContext): Bulletin {
  const { of, event, round, from, chain, number } = published;
  const { plan, jurisdiction, standing } = context;
  const { at } = event;
  const to = event.effect?.level ?? 'none';
  const evidence = to === 'none' ? [] : (round?.evidence ?? []);
  const named = levelOf(plan, to === 'none' ? from : to);
  const place = jurisdiction.subjects.find(({ id }) => id === of.subject)?.name ?? jurisdiction.name;
  const headline = headlineOf(plan, place, from, to);
  const onsetAt = onsetOf(evidence, at);
  return {
    id: `${of.id}.${number}`,
    kind: to === 'none' ? 'cancel' : chain.length === 0 ? 'alert' : 'update',
    standing,
    case: of.id,
    number,
    sentAt: at,
    jurisdiction: jurisdiction.id,
    zone: jurisdiction.timezone,
    plan: { id: plan.id, title: plan.title, short: plan.short, scale: plan.scale },
    place: { id: of.subject, name: place },
    office: plan.roles.find(({ role }) => role === 'office')?.text ?? jurisdiction.name,
    level: to,
    from,
    color: named.color,
    levelName: named.name,
    headline: marked(standing, headline),
    points: pointsOf({ at, to, named, evidence, place }, context),
    advice: adviceOf(event, plan),
    onsetAt,
    basis: basisOf(evidence),
    isAhead: onsetAt !== null,
    references: [...chain],
  };
}

/** A level as the plan has it. */
export function levelOf(plan: Plan, id: Level): PlanLevel {
  return (
    plan.levels.find((each) => each.id === id) ?? {
      // An older edition of the plan had it.
      id: id === 'none' ? 'IV' : id,
      color: id === 'I' ? 'red' : id === 'II' ? 'orange' : id === 'III' ? 'yellow' : 'blue',
      name: { zh: `${id}级`, en: `Level ${id}` },
      clause: '',
      guidance: [],
    }
  );
}

/** Whether a level is told as a warning rather than as a response that begins. */
const isWarning = (plan: Plan, { name, warning }: PlanLevel): boolean =>
  plan.recommendation.kind === 'warning' || warning?.zh === name.zh;

function headlineOf(plan: Plan, place: Text, from: Level, to: Level): Text {
  const short = plan.short;
  if (to === 'none') {
    const { name, ...rest } = levelOf(plan, from);
    const isLift = isWarning(plan, { name, ...rest });
    return {
      zh: `${place.zh}${isLift ? '解除' : '终止'}${short.zh}${name.zh}`,
      en: `${place.en}: ${short.en}, ${name.en} ${isLift ? 'lifted' : 'ended'}`,
    };
  }
  const now = levelOf(plan, to);
  if (from === 'none') {
    const warns = isWarning(plan, now);
    return {
      zh: `${place.zh}${warns ? '发布' : '启动'}${short.zh}${now.name.zh}`,
      en: `${place.en}: ${short.en}, ${now.name.en} ${warns ? 'issued' : 'started'}`,
    };
  }
  const before = levelOf(plan, from);
  const isRaised = isAbove(to, from);
  return {
    zh: `${place.zh}${short.zh}${before.name.zh}${isRaised ? '升级' : from === to ? '更新' : '降级'}为${now.name.zh}`,
    en: `${place.en}: ${short.en}, ${isRaised ? 'raised' : from === to ? 'renewed' : 'lowered'} from ${before.name.en} to ${now.name.en}`,
  };
}

/** The first instant to come that the evidence speaks of; null when it speaks of the present. */
function onsetOf(evidence: readonly Evidence[], at: number): number | null {
  const starts = evidence.flatMap(({ window }) => (window === null ? [] : [window.from]));
  const first = Math.min(...starts);
  return Number.isFinite(first) && first > at ? first : null;
}

function basisOf(evidence: readonly Evidence[]): Bulletin['basis'] {
  if (evidence.length === 0) return 'people';
  const values = evidence.flatMap((each) => each.values);
  return values.some(([, value, kind]) => kind === 'forecast' && value !== null) ? 'forecast' : 'observed';
}

/** Only a plan of pollution speaks to everybody in its measures; the others speak to their units. */
function adviceOf({ effect }: Published['event'], plan: Plan): Text[] {
  const advice = new Map<string, Text>();
  if (plan.scale !== 'pollution') return [];
  for (const { group, text: said } of effect?.measures ?? []) {
    if (group === 'health' || group === 'voluntary') advice.set(said.zh, { zh: said.zh, en: said.en });
  }
  return [...advice.values()].slice(0, MOST_ADVICE);
}

/**
 * What the plan wants said of a warning, as far as it is known: time, range of the AQI and degree, main pollutants,
 * levels of warning and response, and when it starts. No source here knows the trend of the weather, so none is named.
 * @source Yangquan plan 3.3.3
 */
function pointsOf(
  said: {
    readonly at: number;
    readonly to: Level;
    readonly named: PlanLevel;
    readonly evidence: readonly Evidence[];
    readonly place: Text;
  },
  { plan, jurisdiction, standards }: BulletinContext,
): Bulletin['points'] {
  const { at, to, named, evidence, place } = said;
  const zone = jurisdiction.timezone;
  const when = (instant: number): Text => {
    const minute = formatLocal(Math.floor(instant / MINUTE_MS) * MINUTE_MS, zone);
    return { zh: minute, en: minute };
  };
  const points: Bulletin['points'] = [];
  const say = (zh: string, en: string, value: Text): void => {
    points.push({ label: { zh, en }, value: { zh: value.zh, en: value.en } });
  };
  say('地区', 'Place', place);
  const colored = COLOR_NAMES[named.color];
  const warns = isWarning(plan, named);
  if (to === 'none') {
    say(warns ? '解除时间' : '终止时间', warns ? 'Lifted' : 'Ended', when(at));
    say('原级别', 'Level that ends', named.name);
  } else {
    say(
      warns ? '预警级别' : '响应级别',
      warns ? 'Warning level' : 'Response level',
      named.name.zh.includes(colored.zh)
        ? named.name
        : { zh: `${named.name.zh}（${colored.zh}）`, en: `${named.name.en} (${colored.en})` },
    );
    if (warns && named.response !== undefined && named.response.zh !== named.name.zh) {
      say('响应级别', 'Response level', named.response);
    }
    say('启动时间', 'Start', when(at));
    const windows = evidence.flatMap(({ window }) => (window === null ? [] : [window]));
    if (windows.length > 0) {
      const begin = when(Math.min(...windows.map((window) => window.from)));
      const end = when(Math.max(...windows.map((window) => window.to)));
      say('影响时段', 'Period', { zh: `${begin.zh} 至 ${end.zh}`, en: `${begin.en} to ${end.en}` });
    }
    const aqi = evidence
      .filter(({ unit }) => unit === 'AQI')
      .flatMap(({ values }) => values.flatMap(([, value]) => (value === null ? [] : [value])));
    if (aqi.length > 0) {
      const [low, high] = [Math.round(Math.min(...aqi)), Math.round(Math.max(...aqi))];
      say('AQI 范围', 'AQI range', { zh: `${low}～${high}`, en: `${low} to ${high}` });
      const degree = degreeOf([low, high], standards, localDate(at, zone));
      if (degree !== null) say('污染程度', 'Degree', degree);
    }
    const pollutants = pollutantsOf(plan, evidence);
    if (pollutants.length > 0) {
      say('主要污染物', 'Main pollutants', {
        zh: pollutants.map(({ zh }) => zh).join('、'),
        en: pollutants.map(({ en }) => en).join(', '),
      });
    }
    for (const { summary } of evidence) say('依据', 'Evidence', summary);
  }
  say('预案', 'Plan', plan.title);
  return points;
}

/** The classes from the lower to the upper end of a range of the AQI, by the standard of a date. */
function degreeOf([low, high]: [number, number], standards: readonly AqiStandard[], date: string): Text | null {
  const sorted = standards.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const standard = sorted.findLast(({ from }) => from <= date) ?? sorted[0];
  const nameOf = (aqi: number): Text | null =>
    (standard?.classes.find(({ upTo }) => aqi <= upTo) ?? standard?.classes.at(-1))?.name ?? null;
  const [first, last] = [nameOf(low), nameOf(high)];
  if (first === null || last === null) return null;
  return first.zh === last.zh ? first : { zh: `${first.zh}至${last.zh}`, en: `${first.en} to ${last.en}` };
}

/** Pollutants that a rule behind the level names: those of the rules whose clause and unit the evidence carries. */
function pollutantsOf(plan: Plan, evidence: readonly Evidence[]): Text[] {
  const metrics = new Set<string>();
  for (const rule of plan.rules) {
    if (rule.kind !== 'run-of-hours') continue;
    const clauses = new Set([rule.clause, ...Object.values(rule.clauses)]);
    const unit = METRICS.get(rule.metric)?.unit;
    if (evidence.some((each) => clauses.has(each.clause) && each.unit === unit)) metrics.add(rule.metric);
  }
  return [...metrics].flatMap((metric) => METRICS.get(metric)?.name ?? []);
}

/** The description in one language, a line for each point. */
export const describe = ({ points }: Pick<Bulletin, 'points'>, language: keyof Text): string =>
  points.map(({ label, value }) => `${label[language]}${language === 'zh' ? '：' : ': '}${value[language]}`).join('\n');
