import { useMemo, type ReactNode } from 'react';
import type { WireFigure, WireKpis, WireTimes } from '../../server/wire/history.ts';
import { buildAlarmMix, sharesOf } from '../charts/alarm-mix.ts';
import { buildAlarmRate } from '../charts/alarm-rate.ts';
import { buildAlarmTop } from '../charts/alarm-top.ts';
import { formatAge, formatNumber, formatTime } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { Chart } from '../shared/Chart.tsx';
import { LevelMark, Panel, StateNote, WideBox } from '../shared/index.ts';
import { alarmWords, timeWords, type WordSource } from './words.ts';

const FIGURES = [
  'average',
  'perDay',
  'peak',
  'overShare',
  'floodShare',
  'topShare',
  'stale',
  'chattering',
  'fleeting',
] as const;
/** Those that are shares of something. */
const SHARES: readonly string[] = ['overShare', 'floodShare', 'topShare'];

const percentWords = (share: number): string => `${formatNumber(share * 100)} %`;
const ageOrNone = (ms: number | null): string => (ms === null ? '—' : formatAge(ms));

function Figures({ words: { t }, kpis }: { readonly words: WordSource; readonly kpis: WireKpis }): ReactNode {
  const say = (name: string, value: number): string =>
    SHARES.includes(name) ? percentWords(value) : formatNumber(value);
  const recommended = (name: string, { target, most }: WireFigure): string =>
    most === 0
      ? '0'
      : target === most
        ? t('history:kpi.upTo', { target: say(name, target) })
        : t('history:kpi.upToMost', { target: say(name, target), most: say(name, most) });
  return (
    <table className="facts kpi-figures">
      <thead>
        <tr>
          <th scope="col">{t('history:kpi.column.figure')}</th>
          <th scope="col" className="number">
            {t('history:kpi.column.value')}
          </th>
          <th scope="col" className="number">
            {t('history:kpi.column.recommended')}
          </th>
          <th scope="col">{t('history:kpi.column.rating')}</th>
        </tr>
      </thead>
      <tbody>
        {FIGURES.map((name) => {
          const figure = kpis.figures[name];
          return (
            <tr key={name} className={`kpi-${figure.rating}`}>
              <th scope="row">{t(`history:kpi.figure.${name}`)}</th>
              <td className="number">
                <strong>{say(name, figure.value)}</strong>
              </td>
              <td className="number faint" title={figure.source}>
                {recommended(name, figure)}
              </td>
              <td className="kpi-rating">{t(`history:kpi.rating.${figure.rating}`)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Acknowledging({ words: { t }, kpis }: { readonly words: WordSource; readonly kpis: WireKpis }): ReactNode {
  const { all, shifts, levels } = kpis.acknowledging;
  const rows: readonly { readonly key: string; readonly label: ReactNode; readonly times: WireTimes }[] = [
    { key: 'all', label: t('history:kpi.all'), times: all },
    ...shifts.map((times) => ({
      key: times.begins,
      label: t('history:kpi.shift', { begins: times.begins }),
      times,
    })),
    ...levels
      .filter(({ waits }) => waits > 0)
      .map((times) => ({
        key: times.level,
        label:
          times.level === 'none' ? (
            t('history:kpi.data')
          ) : (
            <LevelMark key={times.level} level={times.level} filled={false} />
          ),
        times,
      })),
  ];
  return (
    <table className="facts">
      <thead>
        <tr>
          <th scope="col">{t('history:kpi.ackColumn.what')}</th>
          {(['waits', 'median', 'p90', 'max', 'unanswered'] as const).map((column) => (
            <th key={column} scope="col" className="number">
              {t(`history:kpi.ackColumn.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, label, times }) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            <td className="number">{times.waits}</td>
            <td className="number">{ageOrNone(times.medianMs)}</td>
            <td className="number">{ageOrNone(times.p90Ms)}</td>
            <td className="number">{ageOrNone(times.maxMs)}</td>
            <td className={times.unanswered > 0 ? 'number urgent' : 'number'}>{times.unanswered}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Floods({ words, kpis }: { readonly words: WordSource; readonly kpis: WireKpis }): ReactNode {
  const { t } = words;
  if (kpis.floods.length === 0) return <p className="faint">{t('history:kpi.noFloods')}</p>;
  return (
    <table className="facts">
      <thead>
        <tr>
          {(['begin', 'end', 'calls', 'peak', 'first'] as const).map((column) => (
            <th key={column} scope="col" className={column === 'calls' || column === 'peak' ? 'number' : undefined}>
              {t(`history:kpi.floodColumn.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kpis.floods.toReversed().map((flood) => {
          const { jurisdiction } = flood.firstOut;
          return (
            <tr key={flood.begin}>
              <td>{timeWords(words, jurisdiction, flood.begin)}</td>
              <td>{flood.end === null ? t('history:kpi.lasts') : timeWords(words, jurisdiction, flood.end)}</td>
              <td className="number">{flood.calls}</td>
              <td className="number">{flood.peak}</td>
              <td>{alarmWords(words, flood.firstOut)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Stale({ words, kpis }: { readonly words: WordSource; readonly kpis: WireKpis }): ReactNode {
  const { t } = words;
  const { now } = kpis.stale;
  if (now.length === 0) return <p className="faint">{t('history:kpi.noStale')}</p>;
  return (
    <ul className="kpi-list">
      {now.map((each) => (
        <li key={each.id}>
          <span>{alarmWords(words, each)}</span>
          <span className="number">
            {timeWords(words, each.jurisdiction, each.since)} · {t('history:lasting', { age: formatAge(each.forMs) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Nuisances({ words, list }: { readonly words: WordSource; readonly list: WireKpis['chattering'] }): ReactNode {
  const { t } = words;
  if (list.length === 0) return <p className="faint">{t('history:kpi.none')}</p>;
  return (
    <ul className="kpi-list">
      {list.map((each) => (
        <li key={`${each.jurisdiction} ${each.plan} ${each.rule} ${each.subject}`}>
          <span>{alarmWords(words, each)}</span>
          <span className="number">{t('history:kpi.times', { count: each.times })}</span>
        </li>
      ))}
    </ul>
  );
}

function RateChart({
  words,
  kpis,
  zone,
}: {
  readonly words: WordSource;
  readonly kpis: WireKpis;
  readonly zone: string;
}): ReactNode {
  const { t } = words;
  const flood = t('history:kpi.limit');
  const view = useMemo(
    () => ({
      series: kpis.series,
      from: Date.parse(kpis.from),
      to: Date.parse(kpis.to),
      zone,
      words: { flood },
    }),
    [kpis, zone, flood],
  );
  const isGathered = kpis.series.stepMs > 600_000;
  const title = isGathered
    ? t('history:kpi.rateGathered', { age: formatAge(kpis.series.stepMs) })
    : t('history:kpi.rate');
  return (
    <Panel className="history-panel kpi-wide" title={title} remark={t('history:kpi.calls', { calls: kpis.calls })}>
      <Chart
        className="kpi-chart"
        view={view}
        build={buildAlarmRate}
        label={title}
        shown={`${t('history:kpi.figure.peak')} ${formatNumber(kpis.figures.peak.value)}`}
      />
    </Panel>
  );
}

function MixChart({ words: { t }, kpis }: { readonly words: WordSource; readonly kpis: WireKpis }): ReactNode {
  const [high, medium, low] = (['high', 'medium', 'low'] as const).map((each) => t(`history:kpi.priority.${each}`));
  const view = useMemo(
    () => ({
      shares: sharesOf(kpis.levels),
      recommended: kpis.mix,
      words: { high: high ?? '', medium: medium ?? '', low: low ?? '' },
    }),
    [kpis, high, medium, low],
  );
  const { plan, quality, system } = kpis.classes;
  return (
    <Panel
      className="history-panel"
      title={t('history:kpi.mix')}
      remark={t('history:kpi.classes', { plan: plan.calls, quality: quality.calls, system: system.calls })}
    >
      <Chart
        className="kpi-chart"
        view={view}
        build={buildAlarmMix}
        label={t('history:kpi.mix')}
        shown={(['high', 'medium', 'low'] as const)
          .map((each) => `${view.words[each]} ${percentWords(view.shares[each])}`)
          .join(' · ')}
      />
      <p className="faint">{t('history:kpi.mixAbout')}</p>
    </Panel>
  );
}

function TopChart({ words, kpis }: { readonly words: WordSource; readonly kpis: WireKpis }): ReactNode {
  const view = useMemo(
    () => ({ rows: kpis.top.map((each) => ({ name: alarmWords(words, each), calls: each.calls })) }),
    [kpis, words],
  );
  const title = words.t('history:kpi.top');
  return (
    <Panel className="history-panel" title={title} remark={percentWords(kpis.figures.topShare.value)}>
      <Chart
        className={`kpi-chart kpi-top-${kpis.top.length > 6 ? 'tall' : 'short'}`}
        view={view}
        build={buildAlarmTop}
        label={`${title}: ${view.rows.map(({ name }) => name).join(', ')}`}
      />
    </Panel>
  );
}

/** The measures of the alarm system over a range, with what is recommended beside them. */
export function Kpis({
  words,
  kpis,
  zone,
}: {
  readonly words: WordSource;
  readonly kpis: WireKpis;
  readonly zone: string;
}): ReactNode {
  const { t } = words;
  const isSilent = useSession((state) => state.latest.size === 0);
  const length = formatAge(Date.parse(kpis.to) - Date.parse(kpis.from));
  return (
    <div className="kpis">
      <p className="faint">
        {formatTime(kpis.from, zone, 'datetime')} – {formatTime(kpis.to, zone, 'datetime')}.{' '}
        {t('history:kpi.about', { days: length })}
      </p>
      {kpis.calls === 0 && kpis.stale.now.length === 0 ? (
        <StateNote
          state={isSilent ? 'never' : 'empty'}
          about={t(isSilent ? 'history:kpi.silentAbout' : 'history:kpi.emptyAbout')}
        >
          {t('history:kpi.empty')}
        </StateNote>
      ) : (
        <div className="kpi-columns">
          <RateChart words={words} kpis={kpis} zone={zone} />
          <Panel className="history-panel" title={t('history:kpi.figures')}>
            <WideBox label={t('history:kpi.figures')}>
              <Figures words={words} kpis={kpis} />
            </WideBox>
          </Panel>
          <Panel className="history-panel" title={t('history:kpi.acknowledging')}>
            <WideBox label={t('history:kpi.acknowledging')}>
              <Acknowledging words={words} kpis={kpis} />
            </WideBox>
          </Panel>
          <MixChart words={words} kpis={kpis} />
          <TopChart words={words} kpis={kpis} />
          <Panel
            className="history-panel"
            title={t('history:kpi.floods')}
            remark={percentWords(kpis.figures.floodShare.value)}
          >
            <WideBox label={t('history:kpi.floods')}>
              <Floods words={words} kpis={kpis} />
            </WideBox>
          </Panel>
          <Panel className="history-panel" title={t('history:kpi.stale')} remark={`${kpis.stale.now.length}`}>
            <Stale words={words} kpis={kpis} />
          </Panel>
          <Panel className="history-panel" title={t('history:kpi.chattering')} remark={`${kpis.chattering.length}`}>
            <Nuisances words={words} list={kpis.chattering} />
          </Panel>
          <Panel className="history-panel" title={t('history:kpi.fleeting')} remark={`${kpis.fleeting.length}`}>
            <Nuisances words={words} list={kpis.fleeting} />
          </Panel>
        </div>
      )}
    </div>
  );
}
