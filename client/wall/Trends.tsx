import { useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type { Subject } from '../../server/model/jurisdiction.ts';
import { METRICS } from '../../server/model/reading.ts';
import type { AirTrend, GridTrend, Point } from '../../server/wire/shapes.ts';
import { buildAirDayMean } from '../charts/air-day-mean.ts';
import { buildCoal } from '../charts/coal.ts';
import { buildLoad } from '../charts/load.ts';
import { withNewest } from '../charts/newest.ts';
import { buildSo2 } from '../charts/so2.ts';
import { formatNumber, text } from '../i18n/index.ts';
import { findSubject } from '../session/lookup.ts';
import { useSession } from '../session/context.tsx';
import { seriesKey } from '../session/state.ts';
import { Panel, StateNote } from '../shared/index.ts';
import { ThemeContext, useTheme } from '../theme-context.tsx';
import { WallChart } from './Chart.tsx';
import { SizeContext, useHasHeard, useJurisdictions, usePage, usePanelAge } from './hooks.ts';
import { PageDots } from './PageDots.tsx';
import { AgeWords } from './PanelAge.tsx';
import { trendRoom } from './room.ts';
import type { PanelAge } from './sources.ts';
import { amount } from './words.ts';
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

export type TrendKind = 'aqi' | 'so2' | 'load' | 'coal';

const primaryName = (metric: string): string => {
  const known = METRICS.get(metric.includes('.') ? metric : `air.${metric}`);
  return known === undefined ? metric : text(known.name);
};

/** How things stand now, in words; `isKnown` is false where that is what is said. */
interface NowWords {
  readonly words: string;
  readonly isKnown: boolean;
}

function airNow(t: TFunction, hour: AirTrend['hour']): NowWords {
  if (hour === null || hour.aqi === null) return { words: t('charts.aqiUnknown'), isKnown: false };
  const words = [
    t('charts.aqiNow', { aqi: hour.aqi }),
    ...(hour.primary.length > 0 ? [t('charts.primary', { names: hour.primary.map(primaryName).join(' ') })] : []),
    ...(hour.ozoneNotice ? [t('charts.ozone')] : []),
    ...(hour.dust ? [t('charts.dust')] : []),
  ];
  return { words: words.join(' · '), isKnown: true };
}

function loadNow(t: TFunction, { grid, newest }: GridNow): NowWords {
  // The line's last point is a mean over minutes and lags behind a sudden loss.
  const load = newest?.[3] ?? grid.load.at(-1)?.[1] ?? null;
  const words = [
    load === null ? t('charts.loadUnknown') : t('charts.loadNow', { value: formatNumber(load) }),
    ...(grid.shedFrom !== null && grid.shedPercent !== null && grid.shedPercent > 0
      ? [t(`charts.shed.${grid.shedFrom}`, { percent: formatNumber(grid.shedPercent) })]
      : []),
    ...(grid.customersPercent !== null && grid.customersPercent > 0
      ? [t('charts.customers', { percent: formatNumber(grid.customersPercent) })]
      : []),
  ];
  return { words: words.join(' · '), isKnown: load !== null };
}

/** How things stood when the newest datum came is not how they stand. */
const Now = ({ now: { words, isKnown }, age }: { readonly now: NowWords; readonly age: PanelAge | null }): ReactNode =>
  isKnown && age?.isStale !== true ? <b>{words}</b> : <span className="hatch">{words}</span>;

/** Lines that have not come on for long are grey: white is for what is so now. */
function InItsTime({ isStale, children }: { readonly isStale: boolean; readonly children: ReactNode }): ReactNode {
  const theme = useTheme();
  const grey = useMemo(() => ({ ...theme, text: theme.normal }), [theme]);
  return <ThemeContext value={isStale ? grey : theme}>{children}</ThemeContext>;
}

function ChartPanel({
  title,
  place,
  now,
  age,
  missing = null,
  remark,
  dots,
  children,
}: {
  readonly title: string;
  readonly place: string;
  readonly now: NowWords | null;
  readonly age: PanelAge | null;
  /** There is nothing to draw: nothing ever came, or nothing within the time shown. */
  readonly missing?: 'never' | 'gap' | null;
  readonly remark?: ReactNode;
  readonly dots: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const { t } = useTranslation('wall');
  const isStale = age?.isStale === true;
  return (
    <Panel
      className={isStale ? 'w-trend w-stale' : 'w-trend'}
      title={
        <>
          <b>{place}</b> {title}
        </>
      }
      remark={
        <>
          <AgeWords age={age} /> {remark} {dots}
        </>
      }
    >
      <p className="w-trend-now w-cut">{now !== null && <Now now={now} age={age} />}</p>
      {missing === null ? (
        <InItsTime isStale={isStale}>{children}</InItsTime>
      ) : (
        <StateNote className="w-nothing" state={missing === 'never' ? 'never' : 'unknown'}>
          {t(`charts.${missing}`)}
        </StateNote>
      )}
    </Panel>
  );
}

/** Why a chart has nothing to draw; null where it has. */
const missingOf = (hasPoints: boolean, hasHeard: boolean): 'never' | 'gap' | null =>
  hasPoints ? null : hasHeard ? 'gap' : 'never';

const isKnownPoint = ([, value]: Point): boolean => value !== null;

const isAir = (_: Subject, metric: string): boolean => metric.startsWith('air.');
const isSo2 = (_: Subject, metric: string): boolean => metric === 'air.so2';
const isCoal = (_: Subject, metric: string): boolean => metric.startsWith('coal.');

/** What stands in the place of a panel that the layout asks for and this place has nothing for. */
function NothingPanel({ kind }: { readonly kind: TrendKind | null }): ReactNode {
  const { t } = useTranslation('wall');
  const jurisdictions = useJurisdictions();
  const trends = useSession((state) => state.trends);
  const isKnown = jurisdictions.every(({ id }) => trends.has(id));
  return (
    <Panel className="w-trend" title={kind === null ? t('charts.title') : t(`charts.${kind}`)}>
      <StateNote className="w-empty" state={isKnown ? 'empty' : 'loading'}>
        {t(isKnown ? 'charts.none' : 'charts.waiting')}
      </StateNote>
    </Panel>
  );
}

/** The sources of a kind take turns in one column. */
function useTurns<T>(items: readonly T[]): { readonly item: T | undefined; readonly dots: ReactNode } {
  const page = usePage(Math.max(1, items.length));
  return { item: items[page], dots: <PageDots page={page} pages={items.length} /> };
}

interface SourceProps {
  readonly source: TrendSource;
  readonly dots: ReactNode;
}

function AqiPanel({ sources }: { readonly sources: readonly TrendSource[] }): ReactNode {
  const { item, dots } = useTurns(sources);
  return item === undefined ? null : <Aqi source={item} dots={dots} />;
}

function Aqi({ source, dots }: SourceProps): ReactNode {
  const { t } = useTranslation('wall');
  const now = t('charts.now');
  const view = useMemo(() => airDayMeanView(source, { now }), [source, now]);
  const { jurisdiction } = source;
  const age = usePanelAge([jurisdiction], isAir);
  const hasHeard = useHasHeard(jurisdiction, isAir);
  if (view === null) return null;
  const hour = airNow(t, source.trends.air?.hour ?? null);
  return (
    <ChartPanel
      title={t('charts.aqi')}
      place={text(jurisdiction.name)}
      now={hour}
      age={age}
      missing={missingOf(view.forecast.length > 0 || view.observed.some(isKnownPoint), hasHeard)}
      dots={dots}
    >
      <WallChart view={view} build={buildAirDayMean} label={t('charts.aqi')} shown={hour.words} />
    </ChartPanel>
  );
}

function So2Panel({ sources }: { readonly sources: readonly TrendSource[] }): ReactNode {
  const { item, dots } = useTurns(sources);
  return item === undefined ? null : <So2 source={item} dots={dots} />;
}

function So2({ source, dots }: SourceProps): ReactNode {
  const { t } = useTranslation('wall');
  const view = useMemo(() => so2View(source), [source]);
  const { jurisdiction } = source;
  const age = usePanelAge([jurisdiction], isSo2);
  const hasHeard = useHasHeard(jurisdiction, isSo2);
  if (view === null) return null;
  const newest = view.city.at(-1)?.[1] ?? null;
  const now: NowWords =
    newest === null
      ? { words: t('charts.so2Unknown'), isKnown: false }
      : { words: t('charts.so2Now', { value: formatNumber(newest) }), isKnown: true };
  const points = [view.city, view.forecast, ...view.stations.map((station) => station.points)];
  return (
    <ChartPanel
      title={t('charts.so2')}
      place={text(jurisdiction.name)}
      now={now}
      age={age}
      missing={missingOf(
        points.some((line) => line.some(isKnownPoint)),
        hasHeard,
      )}
      dots={dots}
    >
      <WallChart view={view} build={buildSo2} label={t('charts.so2')} shown={now.words} />
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
  const id = item.grid.subject;
  const isThis = useCallback((one: Subject, metric: string) => one.id === id && metric === 'grid.load', [id]);
  const subject = findSubject(jurisdictions, source.jurisdiction.id, id);
  const said = loadNow(t, now);
  const age = usePanelAge([source.jurisdiction], isThis);
  const hasHeard = useHasHeard(source.jurisdiction, isThis);
  return (
    <ChartPanel
      title={t('charts.load')}
      place={subject === null ? id : text(subject.name)}
      now={said}
      age={age}
      missing={missingOf(view.load.some(isKnownPoint), hasHeard)}
      dots={dots}
    >
      <WallChart view={view} build={buildLoad} label={t('charts.load')} shown={said.words} />
    </ChartPanel>
  );
}

function LoadPanel({ grids }: { readonly grids: readonly GridSource[] }): ReactNode {
  const { item, dots } = useTurns(grids);
  return item === undefined ? null : <Load item={item} dots={dots} />;
}

function CoalPanel({ sources }: { readonly sources: readonly TrendSource[] }): ReactNode {
  const { item, dots } = useTurns(sources);
  return item === undefined ? null : <Coal source={item} dots={dots} />;
}

function Coal({ source: { jurisdiction, trends }, dots }: SourceProps): ReactNode {
  const { t, i18n } = useTranslation(['wall', 'shell']);
  const language = i18n.language;
  const view = useMemo(
    () => ({
      enterprises: trends.coal.map((one) => {
        const subject = findSubject([jurisdiction], jurisdiction.id, one.subject);
        return { ...one, name: subject === null ? one.subject : text(subject.name) };
      }),
      words: { unknown: t('shell:unknown'), days: t('charts.days') },
    }),
    // The language is read by `text`.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [jurisdiction, trends, t, language],
  );
  const age = usePanelAge([jurisdiction], isCoal);
  const unknown = view.enterprises.filter(({ value }) => value === null).length;
  return (
    <ChartPanel
      title={t('charts.coal')}
      place={text(jurisdiction.name)}
      now={null}
      age={age}
      remark={unknown > 0 && <span className="w-age hatch">{t('charts.coalUnknown', { count: unknown })}</span>}
      dots={dots}
    >
      <WallChart
        view={view}
        build={buildCoal}
        label={t('charts.coal')}
        shown={view.enterprises
          .map(({ name, value, unit }) => `${name} ${value === null ? t('shell:unknown') : amount(t, value, unit)}`)
          .join(' · ')}
      />
    </ChartPanel>
  );
}

/** What the wall has of each kind. */
function useTrends(): {
  readonly air: readonly TrendSource[];
  readonly coal: readonly TrendSource[];
  readonly grids: readonly GridSource[];
} {
  const jurisdictions = useJurisdictions();
  const plans = useSession((state) => state.plans);
  const trends = useSession((state) => state.trends);
  return useMemo(() => {
    const sources = trendSources(jurisdictions, plans, trends);
    return {
      air: sources.filter((source) => source.trends.air !== null),
      coal: sources.filter((source) => source.trends.coal.length > 0),
      grids: sources.flatMap((source) => shownGrids(source).map((grid): GridSource => ({ source, grid }))),
    };
  }, [jurisdictions, plans, trends]);
}

/** Trends: air, load and coal, each kind in its column; where a kind is missing, load has its room. */
export function TrendPanels(): ReactNode {
  const { air, coal, grids } = useTrends();
  const columns = trendRoom(useContext(SizeContext));
  const room = Math.max(1, columns - (air.length > 0 ? 2 : 0) - (coal.length > 0 ? 1 : 0));
  const loads = Math.min(room, grids.length);
  if (air.length + coal.length + grids.length === 0) return <NothingPanel kind={null} />;
  return (
    <div className="w-trends">
      {air.length > 0 && <AqiPanel sources={air} />}
      {air.length > 0 && <So2Panel sources={air} />}
      {Array.from({ length: loads }, (_, column) => (
        <LoadPanel key={column} grids={grids.filter((_grid, index) => index % loads === column)} />
      ))}
      {coal.length > 0 && <CoalPanel sources={coal} />}
    </div>
  );
}

/** One kind of trend in a panel of its own. */
export function TrendPanel({ kind }: { readonly kind: TrendKind }): ReactNode {
  const { air, coal, grids } = useTrends();
  const isEmpty = { aqi: air, so2: air, load: grids, coal }[kind].length === 0;
  if (isEmpty) return <NothingPanel kind={kind} />;
  switch (kind) {
    case 'aqi':
      return <AqiPanel sources={air} />;
    case 'so2':
      return <So2Panel sources={air} />;
    case 'load':
      return <LoadPanel grids={grids} />;
    case 'coal':
      return <CoalPanel sources={coal} />;
  }
}
