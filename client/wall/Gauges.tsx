import { useContext, useMemo, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAge, formatNumber, formatPace, text } from '../i18n/index.ts';
import { findSubject } from '../session/lookup.ts';
import { useNow, useSession } from '../session/context.tsx';
import { LevelShape, Panel, StateNote } from '../shared/index.ts';
import { shownLevel, viewGauges, type GaugeView } from './gauges.ts';
import { countPages } from './pages.ts';
import { SizeContext, useIsShown, useJurisdictions, usePage, useRisen } from './hooks.ts';
import { PageDots } from './PageDots.tsx';
import { NewestAge, isAnything } from './PanelAge.tsx';
import { gaugeRoom } from './room.ts';
import { amount, unitWord } from './words.ts';

/** A bar with the plan's marks. The labels wear a halo, to be legible on the fill, beside it and across its end. */
function Bar({ view }: { readonly view: GaugeView }): ReactNode {
  const { t } = useTranslation('shell');
  const isHatched = view.knowledge !== 'known';
  return (
    <div className={isHatched ? 'w-bar hatch' : 'w-bar'} data-level={view.level}>
      {view.fill !== null && view.fill > 0 && <div className="w-bar-fill" style={{ width: `${view.fill * 100}%` }} />}
      {view.marks.map((mark) => (
        <span
          key={`${mark.level}${mark.at}`}
          className="w-bar-label"
          // Left of its mark, unless there is no room for it.
          style={mark.place < 0.1 ? { left: `${mark.place * 100}%` } : { right: `${(1 - mark.place) * 100}%` }}
        >
          {t(`grade.${mark.level}`).replace('级', '')} {formatNumber(mark.at)}
        </span>
      ))}
      {view.marks.map((mark) => (
        <i
          key={`${mark.level}${mark.at}`}
          className="w-bar-mark"
          style={{ left: `${mark.place * 100}%`, '--mark': `var(--level-edge-${mark.level})` } as CSSProperties}
        />
      ))}
    </div>
  );
}

function Distance({ view, nowMs }: { readonly view: GaugeView; readonly nowMs: number }): ReactNode {
  const { t } = useTranslation(['wall', 'shell']);
  if (view.knowledge === 'never') return t('gauges.neverLong');
  if (view.value === null && view.knowledge === 'known')
    return view.level === 'none' ? null : t('gauges.met', { grade: t(`shell:grade.${view.level}`) });
  if (view.value === null) return view.at === null ? null : t('gauges.lostAge', { age: formatAge(nowMs - view.at) });
  if (view.next === null) {
    // Past its last line; where the rule asks for more than this number the words must not claim the level.
    return [
      ...(view.level === 'none' ? [] : [t('gauges.met', { grade: t(`shell:grade.${view.level}`) })]),
      ...(view.asksMore === null ? [] : [t('gauges.asksMore', { grade: t(`shell:grade.${view.asksMore}`) })]),
    ].join(' · ');
  }
  const grade = t(`shell:grade.${view.next.level}`);
  return (
    <>
      <LevelShape level={view.next.level} filled={false} size="1em" />
      {view.next.left === 0
        ? t('gauges.atMark', { grade })
        : t('gauges.toLevel', { grade, amount: amount(t, view.next.left, view.unit) })}
      {view.inHours !== null && ` · ${t('gauges.pace', { time: formatPace(view.inHours) })}`}
    </>
  );
}

function Row({ view, nowMs }: { readonly view: GaugeView; readonly nowMs: number }): ReactNode {
  const { t } = useTranslation(['wall', 'shell']);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const plan = useSession((state) => state.plans.get(view.plan));
  const subject = findSubject(jurisdictions, view.jurisdiction, view.subject);
  const level = shownLevel(view);
  const isReport = plan?.rules.find(({ id }) => id === view.rule)?.kind === 'report';
  const ruleWords = isReport ? 'ruleByReport' : view.knowledge === 'lost' ? 'ruleHeld' : 'ruleByForecast';
  // A number is still known, but what it was judged from is old or not whole.
  const isOld = view.knowledge === 'lost' && view.value !== null;
  const notes = [
    view.ruleLevel === 'none' ? null : t(`gauges.${ruleWords}`, { grade: t(`shell:grade.${view.ruleLevel}`) }),
    isOld
      ? level === 'none' && view.at !== null
        ? t('gauges.lostAge', { age: formatAge(nowMs - view.at) })
        : t('gauges.partial')
      : null,
    view.note === null ? null : text(view.note),
    ...view.beside.map(
      (one) => `${text(one.label)} ${one.value === null ? t('gauges.lost') : amount(t, one.value, one.unit)}`,
    ),
  ].filter((note) => note !== null);
  const clause = `${plan === undefined ? '' : `${text(plan.short)} `}${view.clause}`;
  return (
    <li className="w-gauge" data-level={level}>
      <div className="w-gauge-line">
        <p className="w-gauge-name">
          {level !== 'none' && <LevelShape level={level} filled={view.level !== 'none'} size="1em" />}
          <span className="w-cut">
            <b>{subject === null ? view.subject : text(subject.name)}</b> {text(view.label)}
          </span>
        </p>
        <p className="w-gauge-value" data-old={isOld}>
          {view.value === null && view.knowledge === 'known' ? (
            t('gauges.reported')
          ) : view.value === null ? (
            <span className="hatch">{t(view.knowledge === 'never' ? 'gauges.never' : 'gauges.lost')}</span>
          ) : (
            <>
              <b>{formatNumber(view.value)}</b> {unitWord(t, view.unit)}
            </>
          )}
        </p>
      </div>
      <div className="w-gauge-line w-gauge-small">
        <p className="w-gauge-note w-cut">{[...notes, notes.length > 1 ? view.clause : clause].join(' · ')}</p>
        <p className="w-gauge-left">
          <Distance view={view} nowMs={nowMs} />
        </p>
      </div>
      <Bar view={view} />
    </li>
  );
}

/** Rows one below the other, as many columns of them as there is something to fill. */
const columnsOf = <T,>(items: readonly T[], rows: number, columns: number): readonly (readonly T[])[] =>
  Array.from({ length: columns }, (_, column) => items.slice(column * rows, (column + 1) * rows)).filter(
    (column) => column.length > 0,
  );

/** How near is the next level? The nearest bars stay; the others take turns beside them. */
export function Gauges(): ReactNode {
  const { t } = useTranslation('wall');
  const isShown = useIsShown();
  const levels = useSession((state) => state.levels);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useJurisdictions();
  const nowMs = useNow();
  const size = useContext(SizeContext);
  const { columns, rows, pinned: staying, turning } = useMemo(() => gaugeRoom(size), [size]);
  const all = useMemo(() => viewGauges([...levels.values()].filter(isShown), plans), [levels, plans, isShown]);
  // Where there was nothing to report there is nothing to be near to.
  const views = useMemo(() => all.filter(({ knowledge }) => knowledge !== 'unreported'), [all]);
  const pinned = views.slice(0, staying);
  const others = views.slice(staying);
  const pages = countPages(others.length, turning);
  const risen = useRisen(useMemo(() => new Map(all.map((view) => [view.key, shownLevel(view)])), [all]));
  const hold = useMemo(() => {
    if (risen === null) return null;
    const place = others.findIndex((view) => view.key === risen.key);
    return place < 0 ? null : { page: Math.floor(place / turning), token: risen.token };
    // The place counts at the time of the rise only.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [risen]);
  const page = usePage(pages, hold);
  return (
    <Panel
      className="w-gauges"
      title={
        <>
          {t('gauges.title')} <small>{t('gauges.remark')}</small>
        </>
      }
      remark={
        <>
          <NewestAge jurisdictions={jurisdictions} isOf={isAnything} />
          {pages > 1 && (
            <>
              {t('gauges.page', { pinned: staying, page: page + 1, pages })} <PageDots page={page} pages={pages} />
            </>
          )}
        </>
      }
    >
      {views.length === 0 ? (
        <StateNote className="w-empty" state="empty">
          {t(all.length === 0 ? 'gauges.empty' : 'gauges.onlyReports')}
        </StateNote>
      ) : (
        <div className="w-gauge-columns" style={{ '--rows': rows } as CSSProperties}>
          {columnsOf([...pinned, ...others.slice(page * turning, (page + 1) * turning)], rows, columns).map(
            (column, index) => (
              <ol key={index} className="w-gauge-list">
                {column.map((view) => (
                  <Row key={view.key} view={view} nowMs={nowMs} />
                ))}
              </ol>
            ),
          )}
        </div>
      )}
    </Panel>
  );
}
