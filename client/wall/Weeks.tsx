import { useContext, useMemo, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { rankOf, type Level } from '../../server/model/level.ts';
import type { Jurisdiction, JudgedPlan, WeekTrend } from '../../server/wire/shapes.ts';
import { dayMarks } from '../charts/week-strip.ts';
import { text } from '../i18n/index.ts';
import { useNow, useSession } from '../session/context.tsx';
import { Panel, StateNote } from '../shared/index.ts';
import { WeekStrip } from '../shared/WeekStrip.tsx';
import { SizeContext, useJurisdictions, usePage } from './hooks.ts';
import { PageDots } from './PageDots.tsx';
import { NewestAge, isAnything } from './PanelAge.tsx';
import { countPages } from './pages.ts';
import { weekRoom } from './room.ts';

interface WeekRow {
  readonly key: string;
  readonly jurisdiction: Jurisdiction;
  readonly plan: JudgedPlan;
  readonly week: WeekTrend;
}

const worstOf = ({ week }: WeekRow): number =>
  Math.max(...week.condition.map(([, level]) => rankOf(level)), ...week.inForce.map(([, level]) => rankOf(level)));

/** Of the strip's samples: a level of conditions, one in force, and what is not known. */
const sample = (level: Level, known: boolean, inForce: Level): WeekTrend => ({
  plan: '',
  condition: [[0, level, known]],
  inForce: [[0, inForce]],
});
const SAMPLES = [
  ['condition', sample('III', true, 'none')],
  ['inForce', sample('none', true, 'III')],
  ['unknown', sample('none', false, 'none')],
] as const;

/** Behind this there is no room for a date. */
const LABEL_UNTIL = 0.9;

/** Seven days of each plan; those in which something was come first, the others take turns with them. */
export function Weeks(): ReactNode {
  const { t } = useTranslation('wall');
  const jurisdictions = useJurisdictions();
  const plans = useSession((state) => state.plans);
  const trends = useSession((state) => state.trends);
  // A strip of seven days moves by less than a pixel in a minute.
  const now = Math.floor(useNow() / 60_000) * 60_000;
  const room = weekRoom(useContext(SizeContext));
  const rows = useMemo(
    () =>
      jurisdictions
        .flatMap((jurisdiction) =>
          (trends.get(jurisdiction.id)?.weeks ?? []).flatMap((week): WeekRow[] => {
            const plan = plans.get(week.plan);
            return plan === undefined ? [] : [{ key: `${jurisdiction.id}|${plan.id}`, jurisdiction, plan, week }];
          }),
        )
        .toSorted((a, b) => worstOf(b) - worstOf(a)),
    [jurisdictions, plans, trends],
  );
  const pages = countPages(rows.length, room);
  const page = usePage(pages);
  const zone = jurisdictions[0]?.timezone ?? 'UTC';
  const hasPlans = jurisdictions.some((one) => one.plans.length > 0);
  return (
    <Panel
      className="w-weeks"
      title={t('weeks.title')}
      remark={
        <>
          <NewestAge jurisdictions={jurisdictions} isOf={isAnything} />
          <span className="w-week-key">
            {SAMPLES.map(([name, week]) => (
              <span key={name}>
                <WeekStrip week={week} now={now} label={t(`weeks.${name}`)} numerals={false} /> {t(`weeks.${name}`)}
              </span>
            ))}
            <PageDots page={page} pages={pages} />
          </span>
        </>
      }
    >
      {rows.length === 0 ? (
        // Where plans hold, strips come with the next lines.
        <StateNote className="w-empty" state={hasPlans ? 'loading' : 'empty'}>
          {t(hasPlans ? 'weeks.waiting' : 'weeks.empty')}
        </StateNote>
      ) : (
        <>
          <ol className="w-week-list" style={{ '--rows': Math.min(room, rows.length) } as CSSProperties}>
            {rows.slice(page * room, (page + 1) * room).map(({ key, jurisdiction, plan, week }) => (
              <li key={key} className="w-week">
                <p className="w-cut">
                  <b>{text(plan.short)}</b>
                  {jurisdictions.length > 1 && ` · ${text(jurisdiction.name)}`}
                </p>
                <WeekStrip week={week} now={now} label={`${text(plan.short)} ${text(jurisdiction.name)}`} />
              </li>
            ))}
          </ol>
          <div className="w-week-days">
            <span />
            <div>
              {dayMarks(now, zone)
                .filter(({ left }) => left < LABEL_UNTIL)
                .map(({ date, left }) => (
                  <time key={date} dateTime={date} style={{ left: `${left * 100}%` }}>
                    {date.slice(5)}
                  </time>
                ))}
            </div>
          </div>
        </>
      )}
    </Panel>
  );
}
