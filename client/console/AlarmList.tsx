import type { ReactNode, RefObject } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Assignee, WireAlarm } from '../../server/wire/shapes.ts';
import { formatAge, formatNumber, formatTime, text } from '../i18n/index.ts';
import { useIsDoubtful } from '../session/context.tsx';
import { LevelMark, LevelShape } from '../shared/index.ts';
import { unitWord } from './units.ts';
import { alarmRow, subjectName, type AlarmRow, type Places } from './alarm-view.ts';
import { isAwaiting, type HeldRow } from './order.ts';
import { placeOfCause, type Group, type Hidden, type ListRow, type Window } from './rows.ts';

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
  const isDoubtful = useIsDoubtful(alarm);
  if (alarm.class !== 'plan') return <span className="class-word">{t(`class.${alarm.class}`)}</span>;
  return (
    <span className="levels">
      <LevelMark level={alarm.level} filled={unseen} unknown={isDoubtful} size="1.15em" />
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
  isTabStop,
  isPicked,
  isMember,
  marks,
  onSelect,
  onPoint,
  onPick,
}: {
  readonly held: HeldRow;
  readonly row: AlarmRow;
  readonly isSelected: boolean;
  /** The one row that Tab goes to; the arrows go on from there. */
  readonly isTabStop: boolean;
  readonly isPicked: boolean;
  /** It stands under the group of its cause. */
  readonly isMember: boolean;
  /** What else there is to know of it at a glance: first out, chattering. */
  readonly marks: readonly string[];
  readonly onSelect: () => void;
  readonly onPoint: () => void;
  readonly onPick: () => void;
}): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const { alarm, gone } = held;
  const awaits = isAwaiting(alarm) && !gone;
  const told = alarm.escalated.at(-1);
  const title = text(row.title);
  const subject = text(row.subject);
  return (
    <tr
      className={`alarm-row state-${gone ? 'gone' : alarm.state} level-${alarm.level}${isMember ? ' is-member' : ''}`}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      data-alarm={alarm.id}
      onClick={onPoint}
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
        {marks.map((mark) => (
          <strong key={mark} className="alarm-mark">
            {mark}
          </strong>
        ))}
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
        {alarm.assignment !== null && <span className="faint">→ {assigneeName(t, alarm.assignment.to)}</span>}
        {alarm.comments.length > 0 && (
          <span className="faint">{t('comments.count', { count: alarm.comments.length })}</span>
        )}
        {told !== undefined && !gone && (
          <span>
            {t('escalatedTo', {
              ns: 'shell',
              role: t(`role.${told.to}`, { ns: 'shell' }),
              time: formatTime(told.at, row.zone, 'short'),
            })}
          </span>
        )}
      </td>
    </tr>
  );
}

/** Who looks after an alarm: a role as it is called here, or a name. */
export const assigneeName = (t: TFunction, to: Assignee): string =>
  to.kind === 'person' ? to.name : t(`role.${to.role}`, { ns: 'shell' });

/** The alarms of one cause, opened with Enter. */
function GroupRow({
  group,
  places,
  isSelected,
  isTabStop,
  onSelect,
  onToggle,
}: {
  readonly group: Group;
  readonly places: Places;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const [first] = group.rows;
  if (first === undefined) return null;
  const { alarm } = first;
  const plan = alarm.plan === null ? null : places.plans.get(alarm.plan);
  return (
    <tr
      className={`alarm-row group-row ${group.awaiting > 0 ? 'state-unacknowledged' : 'state-acknowledged'}`}
      aria-selected={isSelected}
      aria-expanded={group.isOpen}
      tabIndex={isTabStop ? 0 : -1}
      data-group={group.key}
      onClick={() => {
        onSelect();
        onToggle();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
        event.preventDefault();
        onToggle();
      }}
      onFocus={(event) => {
        if (event.target === event.currentTarget && !isSelected) onSelect();
      }}
    >
      <td className="cell-pick" aria-hidden="true">
        {group.isOpen ? '▾' : '▸'}
      </td>
      <td className="cell-level">
        {alarm.class === 'plan' ? (
          <LevelMark level={group.worst} filled={group.awaiting > 0} size="1.15em" />
        ) : (
          <span className="class-word">{t(`class.${alarm.class}`)}</span>
        )}
      </td>
      <td colSpan={3} className="cell-what">
        <strong>{text(subjectName(places, alarm.jurisdiction, placeOfCause(alarm, places)))}</strong>
        {' · '}
        {plan === null || plan === undefined ? t(`class.${alarm.class}`) : text(plan.short)}
      </td>
      <td className="cell-state">
        <span className="state-word">{t('flood.group', { count: group.rows.length, awaiting: group.awaiting })}</span>
        <span className="faint">
          {t(group.isOpen ? 'flood.close' : 'flood.open')} <kbd>Enter</kbd>
        </span>
      </td>
    </tr>
  );
}

/** Says how many alarms stand above or below what is drawn, and goes there. */
function HiddenRow({
  where,
  hidden,
  onShow,
}: {
  readonly where: 'above' | 'below';
  readonly hidden: Hidden;
  readonly onShow: () => void;
}): ReactNode {
  const { t } = useTranslation('console');
  if (hidden.count === 0) return null;
  return (
    <tr className="hidden-row">
      <td colSpan={6}>
        <button type="button" className="quiet-button" onClick={onShow}>
          {t(where, { ...hidden })}
        </button>
      </td>
    </tr>
  );
}

/** The live list of alarms. The page owns order, hold and selection; this draws them. */
export function AlarmList({
  window,
  marksOf,
  onToggle,
  onShow,
  places,
  nowMs,
  selectedId,
  picked,
  scroller,
  onSelect,
  onPoint,
  onPick,
}: {
  readonly window: Window;
  readonly marksOf: (alarm: WireAlarm) => readonly string[];
  readonly onToggle: (group: string) => void;
  /** Draws the rows above or below as well. */
  readonly onShow: (where: 'above' | 'below') => void;
  readonly places: Places;
  readonly nowMs: number;
  /** Id of the row that is selected: an alarm's or a group's. */
  readonly selectedId: string | null;
  readonly picked: ReadonlySet<string>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onSelect: (id: string) => void;
  /** A row was pointed at. */
  readonly onPoint: (id: string) => void;
  readonly onPick: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('console');
  const isThere = window.rows.some(({ id }) => id === selectedId);
  const tabStop = isThere ? selectedId : window.rows[0]?.id;
  const hasGroups = window.rows.some(({ kind }) => kind === 'group');
  const drawn = (row: ListRow): ReactNode => {
    const of = {
      isSelected: row.id === selectedId,
      isTabStop: row.id === tabStop,
      onSelect: () => onSelect(row.id),
    };
    if (row.kind === 'group') {
      return (
        <GroupRow key={row.id} {...of} places={places} group={row.group} onToggle={() => onToggle(row.group.key)} />
      );
    }
    const { held } = row;
    return (
      <Row
        key={row.id}
        {...of}
        held={held}
        row={alarmRow(held.alarm, places, nowMs)}
        isPicked={picked.has(row.id)}
        isMember={row.isMember}
        marks={marksOf(held.alarm)}
        onPoint={() => onPoint(row.id)}
        onPick={() => onPick(row.id)}
      />
    );
  };
  return (
    <div className="alarm-scroller" ref={scroller}>
      {/* Its rows are selected, and the arrows go from one to the next: what a grid is, and with groups a tree of one. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role */}
      <table className="alarm-table" role={hasGroups ? 'treegrid' : 'grid'} aria-label={t('alarms')}>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">{t('column.pick')}</span>
            </th>
            <th scope="col">{t('column.level')}</th>
            <th scope="col">{t('column.since')}</th>
            <th scope="col">{t('column.what')}</th>
            <th scope="col" className="cell-measure">
              {t('column.value')}
            </th>
            <th scope="col">{t('column.state')}</th>
          </tr>
        </thead>
        <tbody>
          <HiddenRow where="above" hidden={window.above} onShow={() => onShow('above')} />
          {window.rows.map(drawn)}
          <HiddenRow where="below" hidden={window.below} onShow={() => onShow('below')} />
        </tbody>
      </table>
    </div>
  );
}

/**
 * The ids of the rows that can be seen right now: their middle is below the head of the scroller and above its foot, and
 * in the window, which in a small one need not hold all of the scroller.
 */
export function idsInView(scroller: HTMLElement): readonly string[] {
  const frame = scroller.getBoundingClientRect();
  const head = scroller.querySelector('thead')?.getBoundingClientRect().bottom ?? frame.top;
  const top = Math.max(0, frame.top, head);
  const foot = Math.min(window.innerHeight, frame.bottom);
  return [...scroller.querySelectorAll<HTMLElement>('[data-alarm]')].flatMap((row) => {
    const box = row.getBoundingClientRect();
    const middle = (box.top + box.bottom) / 2;
    const id = row.dataset['alarm'];
    return id !== undefined && middle > top && middle < foot ? [id] : [];
  });
}
