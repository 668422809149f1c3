import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { alarmRow } from '../console/alarm-view.ts';
import { byUrgency } from '../console/order.ts';
import { formatAge, formatNumber, formatTime, text } from '../i18n/index.ts';
import { useIsDoubtful, useNow, useSession } from '../session/context.tsx';
import { amount } from '../console/units.ts';
import { LevelMark, NoAlarms, Panel, Waiting } from '../shared/index.ts';

function Level({ alarm }: { readonly alarm: WireAlarm }): ReactNode {
  return <LevelMark level={alarm.level} unknown={useIsDoubtful(alarm)} filled={alarm.state === 'unacknowledged'} />;
}

/** The alarms as they stood at the replay's time. To look at only: nobody acknowledges the past. */
export function ReplayAlarms(): ReactNode {
  const { t } = useTranslation(['replay', 'console', 'shell']);
  const isKnown = useSession((state) => state.mode !== null);
  const alarms = useSession((state) => state.alarms);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const nowMs = useNow();
  const sorted = useMemo(() => [...alarms.values()].sort(byUrgency), [alarms]);
  return (
    <Panel className="replay-alarms" title={t('alarms')} remark={isKnown ? `${sorted.length}` : undefined}>
      {sorted.length === 0 &&
        (isKnown ? <NoAlarms jurisdictions={jurisdictions} className="faint" /> : <Waiting className="faint" />)}
      {/* It scrolls, and holds nothing else that takes the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul tabIndex={0} aria-label={t('alarms')}>
        {sorted.map((alarm) => {
          const row = alarmRow(alarm, { plans, jurisdictions }, nowMs);
          return (
            <li key={alarm.id}>
              <div className="replay-alarm-head">
                {alarm.class === 'plan' ? (
                  <Level alarm={alarm} />
                ) : (
                  <span className="faint">{t(`class.${alarm.class}`, { ns: 'console' })}</span>
                )}
                <time className="faint">{formatTime(alarm.since, row.zone, 'datetime')}</time>
              </div>
              <strong>
                {text(row.subject)} · {text(row.title)}
              </strong>
              <p className="faint">
                {row.measure !== null &&
                  `${row.measure.isForecast ? `${t('chart.forecast', { ns: 'console' })} ` : ''}${amount(t, row.measure.value, text(row.measure.unit))}${row.measure.limit === null ? '' : ` ${row.measure.limit.comparison} ${formatNumber(row.measure.limit.at)}`} · `}
                {t('lasting', { ns: 'console', age: formatAge(row.forMs) })}
                {row.clause !== null && ` · ${t('clause', { ns: 'console', clause: row.clause })}`}
              </p>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
