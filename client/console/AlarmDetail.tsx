import { Button, Input, type InputRef } from 'antd';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmReply } from '../../server/wire/events.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { formatAge, formatTime, text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { LevelMark, LevelShape } from '../shared/index.ts';
import { CloseEvent } from './CloseEvent.tsx';
import { Explanation } from './Explanation.tsx';
import { History } from './History.tsx';
import { alarmRow } from './alarm-view.ts';
import { acknowledge, needsNote } from './commands/acknowledge.ts';
import type { OperatorCommand } from './commands/command.ts';
import { shelve } from './commands/shelve.ts';
import { unshelve } from './commands/unshelve.ts';
import { isAwaiting } from './order.ts';
import { HOLDS } from './use-held-alarms.ts';

/** What the page does when a button here is pressed or its key is hit. */
export interface DetailActions {
  readonly onAcknowledge: () => void;
  readonly onShelve: () => void;
  readonly onUnshelve: () => void;
  /** The operator has looked at what changed. */
  readonly onSeen: () => void;
}

/** The answer to the last command on this alarm: null before one, `busy` while it is on its way. */
export type CommandState = AlarmReply | 'busy' | null;

function useRefusalWords(): (command: OperatorCommand<never>, alarm: WireAlarm) => string | null {
  const { t } = useTranslation('console');
  const { session } = useAccount();
  return (command, alarm) => {
    const refusal = command.refusal(alarm, session);
    return refusal === null ? null : t(`refusal.${refusal}`);
  };
}

function Changed({
  seen,
  alarm,
  onSeen,
}: {
  readonly seen: WireAlarm;
  readonly alarm: WireAlarm;
  readonly onSeen: () => void;
}): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const zone =
    useSession((state) => state.jurisdictions.find(({ id }) => id === alarm.jurisdiction)?.timezone) ?? 'UTC';
  return (
    <div className="changed" role="alert">
      <span>
        {t('changed', {
          time: formatTime(alarm.changedAt, zone, 'datetime'),
          wasLevel: t(`grade.${seen.level}`, { ns: 'shell' }),
          wasState: t(`alarmState.${seen.state}`, { ns: 'shell' }),
          wasRevision: seen.revision,
          level: t(`grade.${alarm.level}`, { ns: 'shell' }),
          state: t(`alarmState.${alarm.state}`, { ns: 'shell' }),
          revision: alarm.revision,
        })}
      </span>
      <Button size="small" onClick={onSeen}>
        {t('seen')}
      </Button>
    </div>
  );
}

function CommandBar({
  alarm,
  seen,
  note,
  onNote,
  noteField,
  command,
  actions,
}: {
  readonly alarm: WireAlarm;
  readonly seen: WireAlarm;
  readonly note: string;
  readonly onNote: (note: string) => void;
  readonly noteField: RefObject<InputRef | null>;
  readonly command: CommandState;
  readonly actions: DetailActions;
}): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const refusalWords = useRefusalWords();
  const mayNotAcknowledge = refusalWords(acknowledge, alarm);
  const mayNotShelve = refusalWords(shelve, alarm);
  const mayNotUnshelve = refusalWords(unshelve, alarm);
  const asksNote = needsNote(seen);
  const isBusy = command === 'busy';
  return (
    <div className="command-bar" {...HOLDS}>
      <p className="command-about">
        {isAwaiting(alarm)
          ? t(seen.state === 'returned' ? 'acknowledgingReturned' : 'acknowledging', {
              level:
                alarm.class === 'plan'
                  ? t(`level.${seen.level === 'none' ? seen.highest : seen.level}`, { ns: 'shell' })
                  : t(`class.${alarm.class}`),
              revision: seen.revision,
            })
          : alarm.acknowledgedBy === null
            ? t(`alarmState.${alarm.state}`, { ns: 'shell' })
            : t('acknowledgedBy', { name: alarm.acknowledgedBy })}
      </p>
      <div className="command-row">
        {isAwaiting(alarm) && (
          <Input
            ref={noteField}
            value={note}
            maxLength={1000}
            placeholder={t(asksNote ? 'noteRequired' : 'noteOptional')}
            aria-label={t(asksNote ? 'noteRequired' : 'noteOptional')}
            aria-required={asksNote}
            status={asksNote && note.trim() === '' ? 'warning' : ''}
            disabled={mayNotAcknowledge !== null}
            onChange={(event) => onNote(event.target.value)}
            onPressEnter={actions.onAcknowledge}
          />
        )}
        {isAwaiting(alarm) && (
          <Button
            type="primary"
            disabled={mayNotAcknowledge !== null || isBusy || seen.revision !== alarm.revision}
            onClick={actions.onAcknowledge}
          >
            {t('command.acknowledge')} <kbd>a</kbd>
          </Button>
        )}
        {alarm.state === 'shelved' ? (
          <Button disabled={mayNotUnshelve !== null || isBusy} onClick={actions.onUnshelve}>
            {t('command.unshelve')} <kbd>u</kbd>
          </Button>
        ) : (
          <Button disabled={mayNotShelve !== null || isBusy} onClick={actions.onShelve}>
            {t('command.shelve')} <kbd>s</kbd>
          </Button>
        )}
      </div>
      {mayNotAcknowledge !== null && isAwaiting(alarm) && <p className="refusal">{mayNotAcknowledge}</p>}
      {mayNotShelve !== null && !isAwaiting(alarm) && alarm.state !== 'shelved' && (
        <p className="refusal">{mayNotShelve}</p>
      )}
      {mayNotUnshelve !== null && alarm.state === 'shelved' && <p className="refusal">{mayNotUnshelve}</p>}
      {command !== null && command !== 'busy' && !command.ok && (
        <p className="refusal" role="alert">
          {t(`problem.${command.problem.code}`, {
            defaultValue: `${command.problem.title}: ${command.problem.detail}`,
          })}
        </p>
      )}
    </div>
  );
}

/** The selected alarm, explained, with what an operator can do about it. */
export function AlarmDetail({
  alarm,
  seen,
  isGone,
  nowMs,
  noteField,
  note,
  onNote,
  command,
  actions,
}: {
  readonly alarm: WireAlarm;
  /** The alarm as it stood when the operator last looked; its revision is the one that is acknowledged. */
  readonly seen: WireAlarm;
  readonly isGone: boolean;
  readonly nowMs: number;
  readonly noteField: RefObject<InputRef | null>;
  readonly note: string;
  readonly onNote: (note: string) => void;
  readonly command: CommandState;
  readonly actions: DetailActions;
}): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const row = alarmRow(alarm, { plans, jurisdictions }, nowMs);
  return (
    <article className="detail" aria-label={`${text(row.subject)} ${text(row.title)}`}>
      <header className="detail-head">
        {alarm.class === 'plan' && (
          <LevelShape
            level={alarm.level === 'none' ? alarm.highest : alarm.level}
            filled={isAwaiting(alarm) && alarm.level !== 'none'}
            unknown={alarm.indeterminate}
            size="3.2rem"
            numeral
          />
        )}
        <div>
          <h2>
            {text(row.subject)} · {text(row.title)}
          </h2>
          <p className="faint">
            {text(row.place)}
            {row.plan !== null && ` · ${text(row.plan)}`}
            {row.clause !== null && ` · ${t('clause', { clause: row.clause })}`}
          </p>
          <p>
            {alarm.class === 'plan' && (
              <>
                {t('now')} <LevelMark level={alarm.level} filled={isAwaiting(alarm)} /> ·{' '}
                {alarm.highest !== alarm.level && (
                  <>
                    {t('highest')} <LevelMark level={alarm.highest} filled={false} /> ·{' '}
                  </>
                )}
              </>
            )}
            {isGone ? t('gone') : t(`alarmState.${alarm.state}`, { ns: 'shell' })} ·{' '}
            {t('sinceFor', { time: formatTime(alarm.since, row.zone, 'datetime'), age: formatAge(row.forMs) })}
          </p>
          {alarm.indeterminate && <p className="hatch unknown-note">{t('indeterminate')}</p>}
          {alarm.acknowledgedBy !== null && alarm.acknowledgedAt !== null && (
            <p>
              {t('acknowledgedAt', {
                name: alarm.acknowledgedBy,
                time: formatTime(alarm.acknowledgedAt, row.zone, 'datetime'),
              })}
              {alarm.note !== null && ` ${t('withNote', { note: alarm.note })}`}
            </p>
          )}
          {alarm.shelvedUntil !== null && (
            <p>
              {t('shelvedUntil', {
                name: alarm.shelvedBy ?? '—',
                time: formatTime(alarm.shelvedUntil, row.zone, 'datetime'),
                reason: alarm.shelvedReason ?? '—',
              })}
            </p>
          )}
        </div>
      </header>
      {seen.revision !== alarm.revision && <Changed seen={seen} alarm={alarm} onSeen={actions.onSeen} />}
      {!isGone && (
        <CommandBar
          alarm={alarm}
          seen={seen}
          note={note}
          onNote={onNote}
          noteField={noteField}
          command={command}
          actions={actions}
        />
      )}
      {!isGone && <CloseEvent alarm={alarm} />}
      <Explanation of={alarm} nowMs={nowMs} />
      <History alarm={alarm} nowMs={nowMs} />
    </article>
  );
}
