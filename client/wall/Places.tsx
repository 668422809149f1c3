import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import { LEVELS, type Level } from '../../server/model/level.ts';
import { METRICS } from '../../server/model/reading.ts';
import type { Jurisdiction } from '../../server/wire/shapes.ts';
import type { MapView } from '../charts/place-map.ts';
import { formatAge, text } from '../i18n/index.ts';
import { useNow, useSession } from '../session/context.tsx';
import { LevelShape, Panel } from '../shared/index.ts';
import { useJurisdictions, usePage, useRisen } from './hooks.ts';
import { PageDots } from './PageDots.tsx';
import { NewestAge, isAnything } from './PanelAge.tsx';
import { KindShape, PlaceMap } from './PlaceMap.tsx';
import { allPlaces, comparePlaces, isInState, viewPlaces, type Places, type PlaceState } from './places.ts';
import { useBoundaries, type Outline } from './use-boundaries.ts';
import { alarmTitle, amount } from './words.ts';

/** Rows over the map for what is everywhere, and under it for what is not on it. */
const ASIDE = 2;
const MINUTE_MS = 60_000;
const KINDS = ['station', 'grid', 'enterprise'] as const;

/** What is wrong with the data of a place: the fault, with the age of the last reading or the value that is in doubt. */
function doubtOf(t: TFunction, { fault, heardAt }: PlaceState, nowMs: number): string {
  if (heardAt === null) return t('gauges.never');
  if (fault === null) return t('shell:unknown');
  const word = t(`watchdog.${fault.rule}`, { defaultValue: fault.rule });
  if (fault.rule === 'stale') return `${word} ${formatAge(Math.max(0, nowMs - heardAt))}`;
  const metric = fault.series === null ? undefined : METRICS.get(fault.series.metric);
  if (fault.series === null || metric === undefined) return word;
  return `${word} ${text(metric.name)} ${amount(t, fault.series.value, metric.unit)}`;
}

/** How a place stands, in words: its level, with the number behind it, or its doubt; empty when it is normal. */
function stateWords(t: TFunction, place: PlaceState, nowMs: number): string {
  const { level, lead, isUnknown } = place;
  if (level === 'none') return isUnknown ? doubtOf(t, place, nowMs) : '';
  const gauge = lead?.gauge ?? null;
  return [
    t(`shell:grade.${level}`),
    ...(gauge === null || gauge.value === null ? [] : [text(gauge.label), amount(t, gauge.value, gauge.unit)]),
    ...(isUnknown ? [t('map.doubt')] : []),
  ].join(' ');
}

function PlaceMark({ place: { level, isOpen, isUnknown } }: { readonly place: PlaceState }): ReactNode {
  return (
    <span className={isOpen ? 'w-map-open' : undefined}>
      {level === 'none' && isUnknown ? (
        <span className="hatch" />
      ) : (
        <LevelShape level={level} filled={isOpen} unknown={isUnknown && !isOpen} />
      )}
    </span>
  );
}

/** The city or county as a whole: its state is everywhere, so it stands over the map and not at a place of it. */
function Whole({ place }: { readonly place: PlaceState }): ReactNode {
  const { t } = useTranslation(['wall', 'shell']);
  const plans = useSession((state) => state.plans);
  const { subject, level, lead, rules } = place;
  return (
    <p className="w-map-row">
      <PlaceMark place={place} />
      <span className="w-cut">
        {lead !== null && <b style={{ color: `var(--level-text-${level})` }}>{t(`shell:level.${level}`)} </b>}
        <b>{text(subject.name)}</b> {lead === null ? t('shell:unknown') : alarmTitle(t, lead, plans)}
        {rules > 1 && ` ${t('map.rules', { count: rules - 1 })}`}
      </span>
    </p>
  );
}

/** How many subjects stand how. */
function Summary({ places }: { readonly places: readonly PlaceState[] }): ReactNode {
  const { t } = useTranslation(['wall', 'shell']);
  const levels = LEVELS.toReversed()
    .filter((level) => level !== 'none')
    .map((level) => ({ level, own: places.filter((place) => place.level === level) }))
    .filter(({ own }) => own.length > 0);
  const unknown = places.filter(({ level, isUnknown }) => level === 'none' && isUnknown).length;
  return (
    <p className="w-map-row">
      {levels.map(({ level, own }) => (
        <span key={level} className="w-map-sum">
          <LevelShape level={level} filled={own.some(({ isOpen }) => isOpen)} />
          <span style={{ color: `var(--level-text-${level})` }}>{t(`shell:grade.${level}`)}</span>
          <b>×{own.length}</b>
        </span>
      ))}
      {unknown > 0 && (
        <span className="w-map-sum">
          <span className="hatch" />
          {t('shell:unknown')}
          <b>×{unknown}</b>
        </span>
      )}
      {levels.length === 0 && unknown === 0 && t('map.calm')}
    </p>
  );
}

/** What is in a state and not on the map. */
function Aside({
  place,
  nowMs,
  more,
}: {
  readonly place: PlaceState;
  readonly nowMs: number;
  /** So many more of them than there is room for. */
  readonly more: number;
}): ReactNode {
  const { t } = useTranslation(['wall', 'shell']);
  return (
    <p className="w-map-row">
      <PlaceMark place={place} />
      <span className="w-cut">
        <span className="w-map-name">{text(place.subject.name)}</span>{' '}
        <span style={{ color: `var(--level-text-${place.level})` }}>{stateWords(t, place, nowMs)}</span>
      </span>
      {more > 0 && <span className="w-map-more">{t('map.more', { count: more })}</span>}
    </p>
  );
}

/** One jurisdiction on its map. */
function Place({
  jurisdiction,
  places,
  boundary,
}: {
  readonly jurisdiction: Jurisdiction;
  readonly places: Places;
  /** null: it could not be had; undefined: there is none, or it is on its way. */
  readonly boundary: Outline | undefined;
}): ReactNode {
  const { t, i18n } = useTranslation(['wall', 'shell']);
  // Ages on the map are told to the minute, so that nothing on it moves every second.
  const nowMs = Math.floor(useNow() / MINUTE_MS) * MINUTE_MS;
  const { language } = i18n;
  const view = useMemo(
    (): MapView => ({
      marks: places.onMap.map((place) => ({
        key: place.subject.id,
        kind: place.kind,
        at: place.at,
        level: place.level,
        isOpen: place.isOpen,
        isUnknown: place.isUnknown,
        name: text(place.subject.name),
        state: stateWords(t, place, nowMs),
      })),
      areas: places.areas.map(({ subject, at }) => ({ key: subject.id, name: text(subject.name), at })),
      boundary: boundary ?? null,
    }),
    // The language is read by `text`.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [places, boundary, nowMs, t, language],
  );
  const { whole, onMap, outside, unplaced } = places;
  const inState = [...onMap, ...outside, ...unplaced].filter(isInState);
  const wholeInState = whole.filter(isInState);
  const aside = [...outside, ...unplaced].filter(isInState).toSorted(comparePlaces);
  const counts = [
    ...(boundary === null ? [t('map.noOutline')] : []),
    ...(outside.length > 0 ? [t('map.outside', { count: outside.length })] : []),
    ...(unplaced.length > 0 ? [t('map.unplaced', { count: unplaced.length })] : []),
  ];
  return (
    <>
      {wholeInState.slice(0, ASIDE).map((place) => (
        <Whole key={place.subject.id} place={place} />
      ))}
      {(inState.length > 0 || wholeInState.length === 0) && <Summary places={inState} />}
      <PlaceMap
        view={view}
        label={`${text(jurisdiction.name)} ${t('map.title')}`}
        scaleWords={(km) => (km < 1 ? `${km * 1000} m` : `${km} km`)}
        empty={t('map.empty')}
        aside={counts.join(' · ')}
      />
      {aside.slice(0, ASIDE).map((place, index) => (
        <Aside
          key={place.subject.id}
          place={place}
          nowMs={nowMs}
          more={index === ASIDE - 1 ? aside.length - ASIDE : 0}
        />
      ))}
      <p className="w-map-legend">
        {KINDS.filter((kind) => onMap.some((place) => place.kind === kind)).map((kind) => (
          <span key={kind}>
            <KindShape kind={kind} /> {t(`map.kind.${kind}`)}
          </span>
        ))}
      </p>
    </>
  );
}

/** What waits on the other pages: each other jurisdiction in a state, with the worst of it and whether data are lost. */
function Elsewhere({
  views,
}: {
  readonly views: readonly { jurisdiction: Jurisdiction; places: Places }[];
}): ReactNode {
  return views.map(({ jurisdiction, places }) => {
    const [worst, ...others] = allPlaces(places).filter(isInState).toSorted(comparePlaces);
    if (worst === undefined) return null;
    const lost = worst.level === 'none' ? undefined : others.find(({ level }) => level === 'none');
    return (
      <span key={jurisdiction.id} className="w-map-elsewhere">
        <PlaceMark place={worst} />
        {lost !== undefined && <PlaceMark place={lost} />}
        {text(jurisdiction.name)}
      </span>
    );
  });
}

/** Where? A map of each jurisdiction; several take turns, and one where a level rises comes up and stays a while. */
export function PlacesPanel(): ReactNode {
  const { t } = useTranslation('wall');
  const jurisdictions = useJurisdictions();
  const levels = useSession((state) => state.levels);
  const alarms = useSession((state) => state.alarms);
  const latest = useSession((state) => state.latest);
  const plans = useSession((state) => state.plans);
  const boundaries = useBoundaries(jurisdictions);
  const views = useMemo(
    () =>
      jurisdictions.map((jurisdiction) => ({
        jurisdiction,
        places: viewPlaces(jurisdiction, {
          levels: levels.values(),
          alarms: alarms.values(),
          latest: latest.values(),
          plans,
        }),
      })),
    [jurisdictions, levels, alarms, latest, plans],
  );
  const worst = useMemo(
    () =>
      new Map(
        views.flatMap(({ jurisdiction, places }, page) =>
          allPlaces(places).map((place): [string, Level] => [
            `${page} ${jurisdiction.id} ${place.subject.id}`,
            place.level,
          ]),
        ),
      ),
    [views],
  );
  const risen = useRisen(worst);
  const page = usePage(
    Math.max(1, views.length),
    useMemo(() => (risen === null ? null : { page: Number.parseInt(risen.key, 10), token: risen.token }), [risen]),
  );
  const shown = views[page];
  if (shown === undefined) return null;
  return (
    <Panel
      className="w-places"
      title={
        <>
          <b>{text(shown.jurisdiction.name)}</b> {t('map.title')}
        </>
      }
      remark={
        <>
          <NewestAge jurisdictions={[shown.jurisdiction]} isOf={isAnything} />
          {views.length > 1 && (
            <>
              <Elsewhere views={views.filter((view) => view !== shown)} /> <PageDots page={page} pages={views.length} />
            </>
          )}
        </>
      }
    >
      <Place {...shown} boundary={boundaries.get(shown.jurisdiction.id)} />
    </Panel>
  );
}
