import { LegendComponent, TooltipComponent } from 'echarts/components';
import { use as register } from 'echarts/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { editionOn, type PlanEdition, type Rule } from '../../server/model/plan.ts';
import { METRICS } from '../../server/model/reading.ts';
import { localDate } from '../../server/model/instant.ts';
import type { Level, JudgedPlan, WireEvidence } from '../../server/wire/shapes.ts';
import { buildAlarmEvidence, type AlarmEvidenceView } from '../charts/alarm-evidence.ts';
import { withNewest } from '../charts/newest.ts';
import { seriesRows, type SeriesRow } from '../feeds/series.ts';
import { formatAge, formatNumber, formatTime, text } from '../i18n/index.ts';
import { valueWords } from '../plans/report-sentences.ts';
import { ruleSentence } from '../plans/sentences.ts';
import { useSession } from '../session/context.tsx';
import { findJurisdiction, findRule, findSubject, zoneOf } from '../session/lookup.ts';
import { seriesKey } from '../session/state.ts';
import { Chart } from '../shared/Chart.tsx';
import { LevelMark, StateNote, WideBox } from '../shared/index.ts';
import { amount, unitWord } from './units.ts';
import { comparisonOf, planLevelOf } from './alarm-view.ts';
import { evidenceLines } from './evidence-lines.ts';
import { countEvidence } from './facts.ts';
import { inputsOf } from './inputs.ts';

/** What can be explained: an alarm or how a rule stands. */
export interface Explained {
  readonly jurisdiction: string;
  readonly plan: string | null;
  readonly rule: string;
  readonly subject: string;
  readonly level: Level;
  readonly highest: Level;
  readonly clause: string | null;
  readonly evidence: WireEvidence | null;
}

/** A chart that people point at has a legend and a tooltip; those of the wall have none. */
const registerParts = (): void => register([LegendComponent, TooltipComponent]);

function EvidenceChart({
  of,
  evidence,
  rule,
}: {
  readonly of: Explained;
  readonly evidence: WireEvidence;
  readonly rule: Rule | null;
}): ReactNode {
  const { t, i18n } = useTranslation(['console', 'shell']);
  useState(registerParts);
  const zone = useSession((state) => zoneOf(state.jurisdictions, of.jurisdiction));
  const means = useSession((state) => state.trends.get(of.jurisdiction)) ?? null;
  const newest = useSession((state) => state.latest.get(seriesKey(of.subject, 'grid.load')));
  const trends = useMemo(
    () =>
      means === null
        ? null
        : {
            ...means,
            grids: means.grids.map((grid) =>
              grid.subject === of.subject ? { ...grid, load: withNewest(grid.load, newest) } : grid,
            ),
          },
    [means, newest, of.subject],
  );
  const level = of.level === 'none' ? of.highest : of.level;
  const lines = useMemo(() => evidenceLines(evidence, rule, of.subject, trends), [evidence, rule, of.subject, trends]);
  const view = useMemo(
    (): AlarmEvidenceView | null =>
      lines === null
        ? null
        : {
            evidence: { ...lines, unit: unitWord(t, lines.unit) },
            level,
            words: {
              observed: t('chart.observed', { lng: i18n.language }),
              forecast: t('chart.forecast', { lng: i18n.language }),
              missing: t('chart.missing', { lng: i18n.language }),
              window: t('chart.window', { lng: i18n.language }),
            },
            grade: (one) => t(`grade.${one}`, { ns: 'shell' }),
            zone,
            formatInstant: (instant) => formatTime(instant, zone, 'datetime'),
          },
    [lines, level, zone, t, i18n.language],
  );
  if (lines === null || view === null) return null;
  return (
    <figure className="evidence">
      <div className="evidence-chart">
        <Chart view={view} build={buildAlarmEvidence} label={text(evidence.summary)} />
      </div>
      {lines.from !== 'evidence' && <figcaption className="faint">{t(`chart.from.${lines.from}`)}</figcaption>}
    </figure>
  );
}

/** The edition of the plan that a verdict was given by: the one that it names, else the one that holds on the date. */
function editionFor(plan: JudgedPlan, evidence: WireEvidence | null, date: string): PlanEdition {
  const named = evidence?.facts['edition'];
  return plan.editions.find(({ id }) => id === named) ?? editionOn(plan, date);
}

function Clause({ of, rule }: { readonly of: Explained; readonly rule: Rule }): ReactNode {
  const { t } = useTranslation('console');
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const nowMs = useSession((state) => state.clock.eventMs);
  const plan = of.plan === null ? undefined : plans.get(of.plan);
  if (plan === undefined) return null;
  const level = of.level === 'none' ? of.highest : of.level;
  const today = localDate(nowMs, zoneOf(jurisdictions, of.jurisdiction));
  const edition = editionFor(plan, of.evidence, today);
  // A verdict that an earlier or a pinned edition gave is explained with the numbers of that edition.
  const isPresent = edition.id === editionOn(plan, today).id;
  const sentence = ruleSentence(rule, isPresent ? today : edition.from, plan.forms);
  const planLevel = planLevelOf({ plans, jurisdictions }, of.plan, level);
  return (
    <section className="block">
      <h3>{t('clauseTitle')}</h3>
      <p>
        {text(plan.title)} · {edition.number}
      </p>
      <p>{text(sentence.lead)}</p>
      <ul className="sentence-levels">
        {sentence.levels.map((one) => (
          <li key={one.level} className={one.level === of.level ? 'is-now' : undefined}>
            <LevelMark level={one.level} filled={one.level === of.level} /> {text(one.text)}{' '}
            <span className="faint">{t('clause', { clause: one.clause })}</span>
          </li>
        ))}
      </ul>
      {sentence.notes.map((note) => (
        <p key={note.en} className="faint">
          {text(note)}
        </p>
      ))}
      {rule.interpretation !== null && (
        <p className="interpretation">
          <span className="faint">{t('interpretation')}</span> {text(rule.interpretation)}
        </p>
      )}
      {rule.confirm.length > 0 && (
        <>
          <p className="faint">{t('confirm')}</p>
          <ul className="confirm">
            {rule.confirm.map((point) => (
              <li key={`${point.clause} ${point.text.en}`}>
                {text(point.text)} <span className="faint">{t('clause', { clause: point.clause })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {rule.role === 'alarm' && <p className="faint">{t('alarmOnly')}</p>}
      {planLevel !== null && planLevel.guidance.length > 0 && (
        <>
          <h3>{t('guidance', { level: text(planLevel.name) })}</h3>
          <ol className="guidance">
            {planLevel.guidance.map((step) => (
              <li key={`${step.clause} ${step.text.en}`}>
                {text(step.text)} <span className="faint">{t('clause', { clause: step.clause })}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

/** Facts carry instants as epoch ms; no other number of a verdict is that large. */
const isInstant = (value: number | boolean | null): value is number => typeof value === 'number' && value > 1e12;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

const factText = (value: number | string | boolean | null, yes: string, no: string): string => {
  if (value === null) return '—';
  if (typeof value === 'boolean') return value ? yes : no;
  return typeof value === 'number' ? formatNumber(value) : value;
};

function Facts({
  of,
  evidence,
  rule,
}: {
  readonly of: Explained;
  readonly evidence: WireEvidence;
  readonly rule: Rule | null;
}): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const zone = useSession((state) => zoneOf(state.jurisdictions, of.jurisdiction));
  const jurisdictions = useSession((state) => state.jurisdictions);
  const plan = useSession((state) => (of.plan === null ? undefined : state.plans.get(of.plan)));
  const fields = rule?.kind === 'report' ? (plan?.forms.find(({ id }) => id === rule.form)?.fields ?? []) : [];
  const subjectText = (id: string): string => {
    const subject = findSubject(jurisdictions, of.jurisdiction, id);
    return subject === null ? id : text(subject.name);
  };
  const counts = countEvidence(evidence, (at) => comparisonOf(rule, at));
  const rows: (readonly [string, string])[] = [];
  if (evidence.window !== null) {
    const { from, to } = evidence.window;
    rows.push([
      t('facts.window'),
      from === to
        ? formatTime(to, zone, 'datetime')
        : t('facts.span', {
            from: formatTime(from, zone, 'datetime'),
            to: formatTime(to, zone, 'datetime'),
            length: formatAge(Date.parse(to) - Date.parse(from)),
          }),
    ]);
  }
  // The values of a watchdog and of a report are of several metrics and stand among the facts.
  const hasSeries = rule !== null && rule.kind !== 'report' && evidence.values.length > 1;
  if (hasSeries) {
    rows.push([
      t('facts.values'),
      t('facts.counts', { observed: counts.observed, forecast: counts.forecast, missing: counts.missing }),
    ]);
    if (counts.observedMean !== null) {
      rows.push([t('facts.mean'), amount(t, counts.observedMean, evidence.unit)]);
    }
    for (const line of counts.lines) {
      rows.push([
        t('facts.line', {
          comparison: line.comparison,
          at: formatNumber(line.at),
          unit: unitWord(t, evidence.unit),
          level: t(`grade.${line.level}`, { ns: 'shell' }),
        }),
        t('facts.beyond', { observed: line.observed, forecast: line.forecast }),
      ]);
    }
  }
  for (const [key, value] of Object.entries(evidence.facts)) {
    const field = fields.find(({ id }) => id === key);
    if (field !== undefined) {
      rows.push([text(field.title), typeof value === 'number' ? text(valueWords(field, value)) : t('notReported')]);
      continue;
    }
    const edition = key === 'edition' ? plan?.editions.find(({ id }) => id === value) : undefined;
    if (edition !== undefined) {
      rows.push([t('fact.edition'), t('factEdition', { id: edition.id, number: edition.number })]);
      continue;
    }
    const words =
      typeof value === 'string'
        ? INSTANT.test(value)
          ? formatTime(value, zone, 'datetime')
          : t(`factValue.${value}`, { defaultValue: value })
        : isInstant(value)
          ? formatTime(value, zone, 'datetime')
          : value;
    // `coal-producer stockT`: of whom, and what.
    const [name = key, group] = key.split(' ').reverse();
    const metric = METRICS.get(key);
    const label =
      metric !== undefined
        ? `${text(metric.name)} ${unitWord(t, metric.unit)}`
        : t(`fact.${name}`, { defaultValue: name });
    const owner = group === undefined ? null : t(`factGroup.${group}`, { defaultValue: subjectText(group) });
    rows.push([owner === null ? label : `${owner} · ${label}`, factText(words, t('yes'), t('no'))]);
  }
  return (
    <section className="block">
      <h3>{t('factsTitle')}</h3>
      <table className="facts">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasSeries && (
        <details>
          <summary>{t('facts.all', { count: evidence.values.length })}</summary>
          <table className="facts values">
            <thead>
              <tr>
                <th scope="col">{t('facts.time')}</th>
                <th scope="col">{unitWord(t, evidence.unit)}</th>
                <th scope="col">{t('facts.kind')}</th>
              </tr>
            </thead>
            <tbody>
              {evidence.values.map(([time, value, kind]) => (
                <tr key={`${time} ${kind ?? ''}`}>
                  <td>{formatTime(time, zone, 'datetime')}</td>
                  <td className={value === null ? 'number hatch' : 'number'}>
                    {value === null ? t('chart.missing') : formatNumber(value)}
                  </td>
                  <td>{t(kind === 'forecast' ? 'chart.forecast' : 'chart.observed')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </section>
  );
}

/** Nothing tells how it stands now. */
const isGone = ({ state }: SeriesRow): boolean => state === 'stale' || state === 'never';

/** Series with their last value, age and quality. */
function InputsTable({ rows }: { readonly rows: readonly SeriesRow[] }): ReactNode {
  const { t } = useTranslation(['console', 'feeds']);
  return (
    <WideBox label={t('inputsTitle')}>
      <table className="facts inputs">
        <thead>
          <tr>
            <th scope="col">{t('input.source')}</th>
            <th scope="col">{t('input.metric')}</th>
            <th scope="col">{t('input.value')}</th>
            <th scope="col">{t('input.time')}</th>
            <th scope="col">{t('input.age')}</th>
            <th scope="col">{t('input.quality')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} data-state={row.state}>
              <td>{text(row.sourceName)}</td>
              <td>{text(row.metricName)}</td>
              <td className={isGone(row) ? 'number faint hatch' : 'number'}>
                {row.words === null ? amount(t, row.value, text(row.unit)) : text(row.words)}
              </td>
              <td>{row.time === null ? '—' : formatTime(row.time, row.zone, 'datetime')}</td>
              <td className={isGone(row) ? 'hatch' : undefined}>{row.ageMs === null ? '—' : formatAge(row.ageMs)}</td>
              <td>
                {t(`state.${row.state}`, { ns: 'feeds' })}
                {row.alarms.length > 0 && ` · ${t('input.alarms', { count: row.alarms.length })}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideBox>
  );
}

function Inputs({
  of,
  rule,
  nowMs,
}: {
  readonly of: Explained;
  readonly rule: Rule;
  readonly nowMs: number;
}): ReactNode {
  const { t } = useTranslation('console');
  const jurisdictions = useSession((state) => state.jurisdictions);
  const plans = useSession((state) => state.plans);
  const latest = useSession((state) => state.latest);
  const alarms = useSession((state) => state.alarms);
  const rows = useMemo(() => {
    const jurisdiction = findJurisdiction(jurisdictions, of.jurisdiction);
    if (jurisdiction === null) return [];
    const series = seriesRows(
      { jurisdictions: [jurisdiction], plans: plans.values(), latest: latest.values(), alarms: alarms.values() },
      nowMs,
    );
    const forms = (of.plan === null ? undefined : plans.get(of.plan))?.forms ?? [];
    return inputsOf(rule, { subject: of.subject, subjects: jurisdiction.subjects, forms }, series);
  }, [jurisdictions, plans, latest, alarms, nowMs, rule, of.jurisdiction, of.plan, of.subject]);
  return (
    <section className="block">
      <h3>{t('inputsTitle')}</h3>
      {rows.length === 0 ? <p className="faint">{t('noInputs')}</p> : <InputsTable rows={rows} />}
    </section>
  );
}

/** Why: the sentence, the chart, the clause in words, what to do, and the numbers to check it by hand. */
export function Explanation({ of, nowMs }: { readonly of: Explained; readonly nowMs: number }): ReactNode {
  const { t } = useTranslation('console');
  const rule = useSession((state) => findRule(state.plans, of.plan, of.rule));
  const { evidence } = of;
  return (
    <>
      {evidence === null ? (
        <StateNote state={rule === null || rule.kind === 'report' ? 'empty' : 'never'} className="faint">
          {t(rule === null ? 'noEvidence' : rule.kind === 'report' ? 'notReported' : 'notJudged')}
        </StateNote>
      ) : (
        <>
          <p className="summary">{text(evidence.summary)}</p>
          <EvidenceChart of={of} evidence={evidence} rule={rule} />
        </>
      )}
      <div className="explanation-columns">
        {rule !== null && <Clause of={of} rule={rule} />}
        {evidence !== null && <Facts of={of} evidence={evidence} rule={rule} />}
      </div>
      {rule !== null && <Inputs of={of} rule={rule} nowMs={nowMs} />}
    </>
  );
}
