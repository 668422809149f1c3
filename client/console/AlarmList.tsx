import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { formatAge, formatNumber, formatTime, text } from '../i18n/index.ts';
import { LevelMark, LevelShape } from '../shared/index.ts';
import { unitWord } from './units.ts';
import { alarmRow, type AlarmRow, type Places } from './alarm-view.ts';
import { isAwaiting, type HeldRow } from './order.ts';

function MeasureCell({ row }: { readonly row: AlarmRow }): ReactNode {
  const { t } = useTranslation('console');
  if (row.measure === null) return <span className="faint">—</span>;
  const { value, isForecast, unit, limit } = row.measure;
  return (
    <>
      {isForecast && <span className="faint">{t('chart.forecast')} </span>}
      <strong>{formatNumber(value)}</strong> {unitWord(t, text(unit))}
      {limit !== null && (
        <span className="faint">
          {' '}
          {limit.comparison} {formatNumber(limit.at)}
        </span>
      )}
    </>
  );
}

/** The level now, and the highest one reached where that was higher. */
export function Levels({ alarm, unseen }: { readonly alarm: WireAlarm; readonly unseen: boolean }): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  if (alarm.class !== 'plan') return <span className="class-word">{t(`class.${alarm.class}`)}</span>;
  return (
    <span className="levels">
      <LevelMark level={alarm.level} filled={unseen} unknown={alarm.indeterminate} size="1.15em" />
      {alarm.highest !== alarm.level && (
        <span className="faint levels-highest">
          {t('highest')} <LevelShape level={alarm.highest} filled={false} size="0.85em" />{' '}
          {t(`grade.${alarm.highest}`, { ns: 'shell' })}
        </span>
      )}
    </span>
  );
}

function Row({
  held,
  row,
  isSelected,
  isPicked,
  onSelect,
  onPick,
}: {
  readonly held: HeldRow;
  readonly row: AlarmRow;
  readonly isSelected: boolean;
  readonly isPicked: boolean;
  readonly onSelect: () => void;
  readonly onPick: () => void;
}): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const { alarm, gone } = held;
  const awaits = isAwaiting(alarm) && !gone;
  const title = text(row.title);
  const subject = text(row.subject);
  return (
    <tr
      className={`alarm-row state-${gone ? 'gone' : alarm.state} level-${alarm.level}`}
      aria-selected={isSelected}
      tabIndex={isSelected ? 0 : -1}
      data-alarm={alarm.id}
      onClick={onSelect}
      onFocus={(event) => {
        if (event.target === event.currentTarget && !isSelected) onSelect();
      }}
    >
      <td className="cell-pick">
        <input
          type="checkbox"
          checked={isPicked}
          disabled={!awaits}
          tabIndex={-1}
          aria-label={t('pick', { subject, title })}
          onClick={(event) => event.stopPropagation()}
          onChange={onPick}
        />
      </td>
      <td className="cell-level">
        <Levels alarm={alarm} unseen={awaits} />
      </td>
      <td className="cell-time">
        <time dateTime={alarm.since}>{formatTime(alarm.since, row.zone, 'datetime')}</time>
        <span className="faint">{t('lasting', { age: formatAge(row.forMs) })}</span>
      </td>
      <td className="cell-what">
        <strong>{subject}</strong> · {title}
        <span className="faint">
          {text(row.place)}
          {row.plan !== null && ` · ${text(row.plan)}`}
          {row.clause !== null && ` · ${t('clause', { clause: row.clause })}`}
        </span>
      </td>
      <td className="cell-measure">
        <MeasureCell row={row} />
      </td>
      <td className="cell-state">
        <span className="state-word">{gone ? t('gone') : t(`alarmState.${alarm.state}`, { ns: 'shell' })}</span>
        {alarm.acknowledgedBy !== null && <span className="faint">{alarm.acknowledgedBy}</span>}
      </td>
    </tr>
  );
}

/** The live list of alarms. The page owns order, hold and selection; this draws them. */
export function AlarmList({
  rows,
  places,
  nowMs,
  selectedId,
  picked,
  scroller,
  onSelect,
  onPick,
}: {
  readonly rows: readonly HeldRow[];
  readonly places: Places;
  readonly nowMs: number;
  readonly selectedId: string | null;
  readonly picked: ReadonlySet<string>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onSelect: (id: string) => void;
  readonly onPick: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('console');
  return (
    <div className="alarm-scroller" ref={scroller}>
      <table className="alarm-table" aria-label={t('alarms')}>
        <thead>
          <tr>
            <th>
              <span className="sr-only">{t('column.pick')}</span>
            </th>
            <th>{t('column.level')}</th>
            <th>{t('column.since')}</th>
            <th>{t('column.what')}</th>
            <th className="cell-measure">{t('column.value')}</th>
            <th>{t('column.state')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((held) => (
            <Row
              key={held.alarm.id}
              held={held}
              row={alarmRow(held.alarm, places, nowMs)}
              isSelected={held.alarm.id === selectedId}
              isPicked={picked.has(held.alarm.id)}
              onSelect={() => onSelect(held.alarm.id)}
              onPick={() => onPick(held.alarm.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The ids of the rows that can be seen in the scroller right now: their middle is below the head and above the foot. */
export function idsInView(scroller: HTMLElement): readonly string[] {
  const frame = scroller.getBoundingClientRect();
  const top = scroller.querySelector('thead')?.getBoundingClientRect().bottom ?? frame.top;
  return [...scroller.querySelectorAll<HTMLElement>('[data-alarm]')].flatMap((row) => {
    const box = row.getBoundingClientRect();
    const middle = (box.top + box.bottom) / 2;
    const id = row.dataset['alarm'];
    return id !== undefined && middle > top && middle < frame.bottom ? [id] : [];
  });
}
