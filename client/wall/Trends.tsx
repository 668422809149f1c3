import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { METRICS } from '../../server/model/reading.ts';
import type { AirTrend, GridTrend } from '../../server/wire/shapes.ts';
import { buildAirDayMean } from '../charts/air-day-mean.ts';
import { buildCoal } from '../charts/coal.ts';
import { buildLoad } from '../charts/load.ts';
import { withNewest } from '../charts/newest.ts';
import { buildSo2 } from '../charts/so2.ts';
import { formatNumber, text } from '../i18n/index.ts';
import { findSubject } from '../session/lookup.ts';
import { useSession } from '../session/context.tsx';
import { seriesKey } from '../session/state.ts';
import { DrawQueueProvider } from '../shared/ChartMount.tsx';
import { createDrawQueue } from '../shared/draw-queue.ts';
import { Panel } from '../shared/index.ts';
import { WallChart } from './Chart.tsx';
import { useJurisdictions, usePage } from './hooks.ts';
import { PageDots } from './PageDots.tsx';
import {
  airDayMeanView,
  loadView,
  pairLoad,
  so2View,
  shownGrids,
  trendSources,
  type GridNow,
  type TrendSource,
} from './trend-views.ts';

const COLUMNS = 4;

const primaryName = (metric: string): string => {
  const known = METRICS.get(metric.includes('.') ? metric : `air.${metric}`);
  return known === undefined ? metric : text(known.name);
};

function AirNow({ hour }: { readonly hour: AirTrend['hour'] }): ReactNode {
  const { t } = useTranslation('wall');
  if (hour === null || hour.aqi === null) return <span className="hatch">{t('charts.aqiUnknown')}</span>;
  const words = [
    t('charts.aqiNow', { aqi: hour.aqi }),
    ...(hour.primary.length > 0 ? [t('charts.primary', { names: hour.primary.map(primaryName).join(' ') })] : []),
    ...(hour.ozoneNotice ? [t('charts.ozone')] : []),
    ...(hour.dust ? [t('charts.dust')] : []),
  ];
  return <b>{words.join(' · ')}</b>;
}

function LoadNow({ now: { grid, newest } }: { readonly now: GridNow }): ReactNode {
  const { t } = useTranslation('wall');
  // The line's last point is a mean over minutes and lags behind a sudden loss.
  const load = newest?.[3] ?? grid.load.at(-1)?.[1] ?? null;
  const words = [
    load === null ? t('charts.empty') : t('charts.loadNow', { value: formatNumber(load) }),
    ...(grid.shedFrom !== null && grid.shedPercent !== null && grid.shedPercent > 0
      ? [t(`charts.shed.${grid.shedFrom}`, { percent: formatNumber(grid.shedPercent) })]
      : []),
    ...(grid.customersPercent !== null && grid.customersPercent > 0
      ? [t('charts.customers', { percent: formatNumber(grid.customersPercent) })]
      : []),
  ];
  return <b>{words.join(' · ')}</b>;
}

function ChartPanel({
  title,
  place,
  remark,
  dots,
  children,
}: {
  readonly title: string;
  readonly place: string;
  readonly remark: ReactNode;
  readonly dots: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Panel
      className="w-trend"
      title={
        <>
          <b>{place}</b> {title}
        </>
      }
      remark={dots}
    >
      <p className="w-trend-now w-cut">{remark}</p>
      {children}
    </Panel>
  );
}

/** The sources of a kind take turns in one column. */
function useTurns<T>(items: readonly T[]): { readonly item: T | undefined; readonly dots: ReactNode } {
  const page = usePage(Math.max(1, items.length));
  return { item: items[page], dots: <PageDots page={page} pages={items.length} /> };
}

function AqiPanel({ sources }: { readonly sources: readonly TrendSource[] }): ReactNode {
  const { t } = useTranslation('wall');
  const { item, dots } = useTurns(sources);
  const now = t('charts.now');
  const view = useMemo(() => (item === undefined ? null : airDayMeanView(item, { now })), [item, now]);
  if (item === undefined || view === null) return null;
  return (
    <ChartPanel
      title={t('charts.aqi')}
      place={text(item.jurisdiction.name)}
      remark={<AirNow hour={item.trends.air?.hour ?? null} />}
      dots={dots}
    >
      <WallChart view={view} build={buildAirDayMean} label={t('charts.aqi')} />
    </ChartPanel>
  );
}

function So2Panel({ sources }: { readonly sources: readonly TrendSource[] }): ReactNode {
  const { t } = useTranslation('wall');
  const { item, dots } = useTurns(sources);
  const view = useMemo(() => (item === undefined ? null : so2View(item)), [item]);
  if (item === undefined || view === null) return null;
  const newest = view.city.at(-1)?.[1] ?? null;
  return (
    <ChartPanel
      title={t('charts.so2')}
      place={text(item.jurisdiction.name)}
      remark={
        newest === null ? (
          <span className="hatch">{t('charts.empty')}</span>
        ) : (
          <b>{t('charts.so2Now', { value: formatNumber(newest) })}</b>
        )
      }
      dots={dots}
    >
      <WallChart view={view} build={buildSo2} label={t('charts.so2')} />
    </ChartPanel>
  );
}

interface GridSource {
  readonly source: TrendSource;
  readonly grid: GridTrend;
}

/** The grid's newest load with the share that was told of it. */
function useGridNow({ source, grid }: GridSource): GridNow {
  const newest = useSession((state) => state.latest.get(seriesKey(grid.subject, 'grid.load')));
  const [held, setHeld] = useState<GridNow>({ grid, newest });
  const now = pairLoad(held, { grid, newest }, Date.parse(source.trends.at));
  if (now !== held) setHeld(now);
  return now;
}

function Load({ item, dots }: { readonly item: GridSource; readonly dots: ReactNode }): ReactNode {
  const { t } = useTranslation('wall');
  const jurisdictions = useSession((state) => state.jurisdictions);
  const reference = t('charts.reference');
  const now = useGridNow(item);
  const { source } = item;
  const view = useMemo(
    () => loadView(source, { ...now.grid, load: withNewest(now.grid.load, now.newest) }, { reference }),
    [source, now, reference],
  );
  const subject = findSubject(jurisdictions, source.jurisdiction.id, item.grid.subject);
  return (
    <ChartPanel
      title={t('charts.load')}
      place={subject === null ? item.grid.subject : text(subject.name)}
      remark={<LoadNow now={now} />}
      dots={dots}
    >
      <WallChart view={view} build={buildLoad} label={t('charts.load')} />
    </ChartPanel>
  );
}

function LoadPanel({ grids }: { readonly grids: readonly GridSource[] }): ReactNode {
  const { item, dots } = useTurns(grids);
  return item === undefined ? null : <Load item={item} dots={dots} />;
}

function CoalPanel({ sources }: { readonly sources: readonly TrendSource[] }): ReactNode {
  const { t, i18n } = useTranslation(['wall', 'shell']);
  const { item, dots } = useTurns(sources);
  const language = i18n.language;
  const view = useMemo(
    () =>
      item === undefined
        ? null
        : {
            enterprises: item.trends.coal.map((one) => {
              const subject = findSubject([item.jurisdiction], item.jurisdiction.id, one.subject);
              return { ...one, name: subject === null ? one.subject : text(subject.name) };
            }),
            words: { unknown: t('shell:unknown'), days: t('charts.days') },
          },
    // The language is read by `text`.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [item, t, language],
  );
  if (item === undefined || view === null) return null;
  return (
    <ChartPanel title={t('charts.coal')} place={text(item.jurisdiction.name)} remark={null} dots={dots}>
      <WallChart view={view} build={buildCoal} label={t('charts.coal')} />
    </ChartPanel>
  );
}

/** Trends: air, load and coal, each kind in its column; where a kind is missing, load has its room. */
export function TrendPanels(): ReactNode {
  const jurisdictions = useJurisdictions();
  const plans = useSession((state) => state.plans);
  const trends = useSession((state) => state.trends);
  const [queue] = useState(() =>
    createDrawQueue({
      everyMs: 500,
      nowMs: () => performance.now(),
      later: (work, delayMs) => {
        setTimeout(work, delayMs);
      },
    }),
  );
  const sources = useMemo(() => trendSources(jurisdictions, plans, trends), [jurisdictions, plans, trends]);
  const air = useMemo(() => sources.filter((source) => source.trends.air !== null), [sources]);
  const coal = useMemo(() => sources.filter((source) => source.trends.coal.length > 0), [sources]);
  const grids = useMemo(
    () => sources.flatMap((source) => shownGrids(source).map((grid): GridSource => ({ source, grid }))),
    [sources],
  );
  const room = Math.max(1, COLUMNS - (air.length > 0 ? 2 : 0) - (coal.length > 0 ? 1 : 0));
  const loads = Math.min(room, grids.length);
  return (
    <DrawQueueProvider queue={queue}>
      <div className="w-trends">
        {air.length > 0 && <AqiPanel sources={air} />}
        {air.length > 0 && <So2Panel sources={air} />}
        {Array.from({ length: loads }, (_, column) => (
          <LoadPanel key={column} grids={grids.filter((_grid, index) => index % loads === column)} />
        ))}
        {coal.length > 0 && <CoalPanel sources={coal} />}
      </div>
    </DrawQueueProvider>
  );
}
