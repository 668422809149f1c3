import { useContext, useMemo, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isAbove } from '../../server/model/level.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { formatAge, formatTime, text } from '../i18n/index.ts';
import { findSubject, zoneOf } from '../session/lookup.ts';
import { useIsDoubtful, useNow, useSession } from '../session/context.tsx';
import { LevelShape, NoAlarms, Panel } from '../shared/index.ts';
import { isUnacknowledged, pickAlarms } from './alarms.ts';
import { SizeContext, useIsShown, useJurisdictions } from './hooks.ts';
import { NewestAge, isAnything } from './PanelAge.tsx';
import { alarmRoom } from './room.ts';
import { alarmTitle } from './words.ts';

/** A square for what is about data or the program: it has no level and must not look like one. */
function DataMark({ filled }: { readonly filled: boolean }): ReactNode {
  return (
    <svg className="level-shape" width="1em" height="1em" viewBox="0 0 100 100" aria-hidden="true" focusable="false">
      <rect
        x="10"
        y="10"
        width="80"
        height="80"
        fill={filled ? 'var(--text-2)' : 'none'}
        stroke="var(--text-2)"
        strokeWidth="9"
      />
    </svg>
  );
}

function Row({ alarm, nowMs }: { readonly alarm: WireAlarm; readonly nowMs: number }): ReactNode {
  const { t } = useTranslation(['wall', 'shell']);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const plans = useSession((state) => state.plans);
  const zone = zoneOf(jurisdictions, alarm.jurisdiction);
  const subject = findSubject(jurisdictions, alarm.jurisdiction, alarm.subject);
  const isOpen = isUnacknowledged(alarm);
  const isDoubtful = useIsDoubtful(alarm);
  // Whoever was told of it was told because it is unacknowledged: one word for both, and room for the number.
  const told = alarm.escalated.at(-1);
  const level = alarm.state === 'returned' ? alarm.highest : alarm.level;
  const lasting = t('alarms.lasting', {
    age: formatAge((alarm.active ? nowMs : Date.parse(alarm.changedAt)) - Date.parse(alarm.since)),
  });
  return (
    <li className="w-alarm" data-state={alarm.state} data-class={alarm.class} data-level={level}>
      <span className="w-alarm-mark">
        {alarm.class === 'plan' ? (
          <LevelShape level={level} filled={isOpen && alarm.active} unknown={isDoubtful && !isOpen} />
        ) : (
          <DataMark filled={isOpen} />
        )}
      </span>
      <div className="w-alarm-line">
        <p className="w-alarm-name w-cut">
          {alarm.class === 'plan' ? (
            <b style={{ color: `var(--level-text-${level})` }}>{t(`shell:level.${level}`)}</b>
          ) : (
            <b>{t(`alarms.${alarm.class}`)}</b>
          )}{' '}
          <b>{subject === null ? alarm.subject : text(subject.name)}</b> {alarmTitle(t, alarm, plans)}
        </p>
        <time className="w-alarm-time">{formatTime(alarm.since, zone, 'short')}</time>
      </div>
      <div className="w-alarm-line">
        <p className="w-alarm-number w-cut">{alarm.evidence === null ? lasting : text(alarm.evidence.summary)}</p>
        <p className="w-alarm-state">
          {isAbove(alarm.highest, level) && (
            <span>{t('alarms.highest', { level: t(`shell:grade.${alarm.highest}`) })}</span>
          )}
          {isDoubtful && <span className="hatch">{t('shell:incomplete')}</span>}
          <span>{lasting}</span>
          {alarm.state === 'acknowledged' ? (
            <span className="w-cut">
              {alarm.acknowledgedBy === null
                ? t('shell:alarmState.acknowledged')
                : t('alarms.by', { name: alarm.acknowledgedBy })}
            </span>
          ) : alarm.outOfService !== null ? (
            <strong>{t('alarms.outBy', { name: alarm.outOfService.by })}</strong>
          ) : (
            <strong>
              {alarm.state !== 'unacknowledged'
                ? t(`shell:alarmState.${alarm.state}`)
                : told === undefined
                  ? t('alarms.open')
                  : t('shell:escalatedTo', {
                      role: t(`shell:role.${told.to}`),
                      time: formatTime(told.at, zone, 'time'),
                    })}
            </strong>
          )}
        </p>
      </div>
    </li>
  );
}

/** The alarms that matter now, at most ten, with the number behind them. */
export function Alarms(): ReactNode {
  const { t } = useTranslation('wall');
  const isShown = useIsShown();
  const jurisdictions = useJurisdictions();
  const room = alarmRoom(useContext(SizeContext));
  const alarms = useSession((state) => state.alarms);
  const nowMs = useNow();
  const shown = useMemo(() => [...alarms.values()].filter(isShown), [alarms, isShown]);
  const list = useMemo(() => pickAlarms(shown, room), [shown, room]);
  const services = useSession((state) => state.outOfService);
  const outOfService = [...services.values()].filter(isShown).length;
  const more = list.total - list.rows.length;
  return (
    <Panel
      className="w-alarms"
      title={t('alarms.title')}
      remark={
        <>
          <NewestAge jurisdictions={jurisdictions} isOf={isAnything} />
          <span>
            {[
              t('alarms.counts', { open: list.unacknowledged, total: list.total }),
              ...(list.shelved > 0 ? [t('alarms.shelved', { count: list.shelved })] : []),
              ...(list.suppressed > 0 ? [t('alarms.suppressed', { count: list.suppressed })] : []),
              ...(outOfService > 0 ? [t('alarms.outOfService', { count: outOfService })] : []),
              ...(list.silenced > 0 ? [t('alarms.silenced', { count: list.silenced })] : []),
              ...(more > 0 ? [t('alarms.more', { count: more })] : []),
            ].join(' · ')}
          </span>
        </>
      }
    >
      {list.rows.length === 0 ? (
        <NoAlarms className="w-empty" jurisdictions={jurisdictions} aside={shown.length} />
      ) : (
        <ol className="w-alarm-list" style={{ '--rows': room } as CSSProperties}>
          {list.rows.map((alarm) => (
            <Row key={alarm.id} alarm={alarm} nowMs={nowMs} />
          ))}
        </ol>
      )}
    </Panel>
  );
}
