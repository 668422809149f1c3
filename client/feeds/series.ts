import type { Subject } from '../../server/model/jurisdiction.ts';
import { METRICS } from '../../server/model/reading.ts';
import { valueWords } from '../plans/report-sentences.ts';
import type { Jurisdiction, JudgedPlan, ReadingRow, Text, WireAlarm } from '../../server/wire/shapes.ts';

/** How a series is doing. `event-driven` series say something only when there is something to say. */
export type SeriesState = 'fresh' | 'late' | 'stale' | 'event-driven' | 'never';

/** One source and metric as the feeds page and the inputs of an alarm show it. */
export interface SeriesRow {
  readonly key: string;
  readonly jurisdiction: string;
  readonly zone: string;
  readonly source: string;
  readonly sourceName: Text;
  readonly sample: boolean;
  readonly metric: string;
  readonly metricName: Text;
  readonly unit: Text;
  /** null when nothing has come. */
  readonly value: number | null;
  /** What the value stands for: an option, yes or no; null where it is a number. */
  readonly words: Text | null;
  /** When the source says it was measured, epoch ms; the start of its period. */
  readonly time: number | null;
  readonly ageMs: number | null;
  /** Seconds between readings; null means event-driven. */
  readonly every: number | null;
  readonly state: SeriesState;
  /** Quality alarms that are not over. */
  readonly alarms: readonly WireAlarm[];
}

/** A series is stale after three expected intervals, three minutes at least. @source SEMANTICS.md 8 */
export const staleAfterMs = (everySeconds: number): number => Math.max(3 * everySeconds * 1000, 180_000);

/** Expected seconds between readings of a metric at a subject; null means event-driven or unknown. */
export const expectedEvery = (subject: Subject | null, metric: string): number | null =>
  subject?.every[metric] ?? METRICS.get(metric)?.every ?? null;

/** Whether a quality alarm on a subject speaks of a metric: its evidence has a fact for each; without one, of all. */
export function speaksOf(alarm: WireAlarm, metric: string): boolean {
  const metrics = Object.keys(alarm.evidence?.facts ?? {}).filter((key) => key.includes('.'));
  return metrics.length === 0 || metrics.includes(metric);
}

const SUFFIXES: Readonly<Record<Subject['kind'], string | null>> = {
  city: null,
  county: null,
  district: null,
  town: null,
  'air-station': 'air.*',
  grid: 'grid.*',
  'coal-producer': 'coal.stock',
  'coal-trader': 'coal.stock',
  'coal-user': 'coal.stock',
};

/** How a series stands, from its age: `late` when one interval is over and the next reading has not come. */
export function seriesState(ageMs: number | null, every: number | null): SeriesState {
  if (ageMs === null) return 'never';
  if (every === null) return 'event-driven';
  if (ageMs >= staleAfterMs(every)) return 'stale';
  // An hour mean is labelled by its start, so a healthy one is up to two intervals old.
  return ageMs > 2.5 * every * 1000 ? 'late' : 'fresh';
}

/** A metric as people read it. */
interface MetricWords {
  readonly name: Text;
  readonly unit: Text;
  /** What a value stands for; null where it is a number. */
  readonly valueWords: (value: number) => Text | null;
}

const both = (words: string): Text => ({ zh: words, en: words });
const noWords = (): null => null;

/** The words for a metric: the program's, else those of the form whose field it is, else its id. */
function metricWords(plans: Iterable<JudgedPlan>): (metric: string) => MetricWords {
  const fields = new Map<string, MetricWords>();
  for (const plan of plans) {
    for (const field of plan.forms.flatMap((form) => form.fields)) {
      if (field.metric === null) continue;
      const { title, unit, type } = field;
      fields.set(field.metric, {
        name: { zh: `${plan.short.zh}：${title.zh}`, en: `${plan.short.en}: ${title.en}` },
        unit: unit ?? both(''),
        valueWords: type === 'yes-no' || type === 'choice' ? (value) => valueWords(field, value) : noWords,
      });
    }
  }
  return (metric) => {
    const known = METRICS.get(metric);
    if (known !== undefined) return { name: known.name, unit: both(known.unit), valueWords: noWords };
    return fields.get(metric) ?? { name: both(metric), unit: both(''), valueWords: noWords };
  };
}

/** What the rows are made from. */
export interface SeriesSource {
  readonly jurisdictions: readonly Jurisdiction[];
  /** Name what their forms report. */
  readonly plans: Iterable<JudgedPlan>;
  readonly latest: Iterable<ReadingRow>;
  readonly alarms: Iterable<WireAlarm>;
}

/**
 * Every series that has said anything, and every watched subject that has not. Ordered by jurisdiction and subject as
 * the jurisdiction file has them, then by metric.
 * @param atMs event time of the screen, epoch ms
 */
export function seriesRows({ jurisdictions, plans, latest, alarms }: SeriesSource, atMs: number): readonly SeriesRow[] {
  const wordsOf = metricWords(plans);
  const bySource = new Map<string, ReadingRow[]>();
  for (const row of latest) {
    const rows = bySource.get(row[0]);
    if (rows === undefined) bySource.set(row[0], [row]);
    else rows.push(row);
  }
  const quality = [...alarms].filter((alarm) => alarm.class === 'quality');

  return jurisdictions.flatMap((jurisdiction) =>
    jurisdiction.subjects.flatMap((subject): SeriesRow[] => {
      const rows = bySource.get(subject.id) ?? [];
      const here = quality.filter((alarm) => alarm.jurisdiction === jurisdiction.id && alarm.subject === subject.id);
      const common = {
        jurisdiction: jurisdiction.id,
        zone: jurisdiction.timezone,
        source: subject.id,
        sourceName: subject.name,
        sample: subject.sample,
      };
      if (rows.length === 0) {
        const expected = SUFFIXES[subject.kind];
        if (expected === null && here.length === 0) return [];
        const metric = expected ?? '';
        return [
          {
            ...common,
            key: `${jurisdiction.id}|${subject.id}|${metric}`,
            metric,
            metricName: wordsOf(metric).name,
            unit: wordsOf(metric).unit,
            value: null,
            words: null,
            time: null,
            ageMs: null,
            every: expectedEvery(subject, metric),
            state: 'never',
            alarms: here,
          },
        ];
      }
      return [...rows]
        .sort((a, b) => (a[1] < b[1] ? -1 : 1))
        .map(([, metric, time, value]) => {
          const words = wordsOf(metric);
          const every = expectedEvery(subject, metric);
          const ageMs = Math.max(0, atMs - time);
          return {
            ...common,
            key: `${jurisdiction.id}|${subject.id}|${metric}`,
            metric,
            metricName: words.name,
            unit: words.unit,
            value,
            words: words.valueWords(value),
            time,
            ageMs,
            every,
            state: seriesState(ageMs, every),
            alarms: here.filter((alarm) => speaksOf(alarm, metric)),
          };
        });
    }),
  );
}

export type SeriesSort = 'trouble' | 'source' | 'age';

const TROUBLE: Readonly<Record<SeriesState, number>> = { stale: 0, never: 1, late: 2, fresh: 3, 'event-driven': 4 };

/** The rows in another order: what is in trouble first, as the jurisdiction has them, or the oldest first. */
export function sortSeries(rows: readonly SeriesRow[], sort: SeriesSort): readonly SeriesRow[] {
  switch (sort) {
    case 'source':
      return rows;
    case 'trouble':
      return rows.toSorted(
        (a, b) => Number(b.alarms.length > 0) - Number(a.alarms.length > 0) || TROUBLE[a.state] - TROUBLE[b.state],
      );
    case 'age':
      return rows.toSorted((a, b) => (b.ageMs ?? Number.MAX_VALUE) - (a.ageMs ?? Number.MAX_VALUE));
  }
}

/** How many series are in each state. */
export function countStates(rows: readonly SeriesRow[]): Readonly<Record<SeriesState, number>> {
  const counts: Record<SeriesState, number> = { fresh: 0, late: 0, stale: 0, 'event-driven': 0, never: 0 };
  for (const row of rows) counts[row.state] += 1;
  return counts;
}
