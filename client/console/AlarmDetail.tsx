import { Button, Input, type InputRef } from 'antd';
import { useDeferredValue, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { QUALITY_RULES } from '../../server/model/quality.ts';
import type { AlarmReply } from '../../server/wire/events.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { formatAge, formatTime, text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useIsDoubtful, useSession } from '../session/context.tsx';
import { LevelMark, LevelShape } from '../shared/index.ts';
import { assigneeName } from './AlarmList.tsx';
import { AlarmButtons, shortly } from './AsideLists.tsx';
import { CloseEvent } from './CloseEvent.tsx';
import { Explanation } from './Explanation.tsx';
import { History } from './History.tsx';
import { alarmRow } from './alarm-view.ts';
import { serviceAge } from './aside.ts';
import { acknowledge, needsNote } from './commands/acknowledge.ts';
import type { OperatorCommand } from './commands/command.ts';
import { assign } from './commands/assign.ts';
import { comment } from './commands/comment.ts';
import { refusalOfService } from './commands/service.ts';
import { shelve } from './commands/shelve.ts';
import { unshelve } from './commands/unshelve.ts';
import { isAside, isAwaiting } from './order.ts';
import { QUALITY_GUIDANCE } from './quality-guidance.ts';
import { HOLDS } from './use-held-alarms.ts';

/** What the page does when a button here is pressed or its key is hit. */
export interface DetailActions {
  readonly onAcknowledge: () => void;
  readonly onShelve: () => void;
  readonly onUnshelve: () => void;
  /** Keeps what stands in the note's field as a comment. */
  readonly onComment: () => void;
  /** "I have it." */
  readonly onTake: () => void;
  readonly onAssign: () => void;
  /** Takes the alarm's rule out of service, or puts it back. */
  readonly onService: () => void;
  readonly onSelect: (id: string) => void;
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
  const mayNotComment = refusalWords(comment, alarm);
  const mayNotAssign = refusalWords(assign, alarm);
  const { session } = useAccount();
  const serviceRefusal = refusalOfService(session, alarm.jurisdiction);
  const asksNote = needsNote(seen);
  const noteLabel = !isAwaiting(alarm) ? t('comments.placeholder') : t(asksNote ? 'noteRequired' : 'noteOptional');
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
        <Input
          ref={noteField}
          value={note}
          maxLength={1000}
          placeholder={noteLabel}
          aria-label={noteLabel}
          aria-required={isAwaiting(alarm) && asksNote}
          status={isAwaiting(alarm) && asksNote && note.trim() === '' ? 'warning' : ''}
          disabled={mayNotComment !== null}
          onChange={(event) => onNote(event.target.value)}
          onPressEnter={isAwaiting(alarm) ? actions.onAcknowledge : actions.onComment}
        />
        {isAwaiting(alarm) && (
          <Button
            type="primary"
            disabled={mayNotAcknowledge !== null || isBusy || seen.revision !== alarm.revision}
            onClick={actions.onAcknowledge}
          >
            {t('command.acknowledge')} <kbd>a</kbd>
          </Button>
        )}
        <Button disabled={mayNotComment !== null || isBusy || note.trim() === ''} onClick={actions.onComment}>
          {t('comments.save')}
        </Button>
      </div>
      <div className="command-row">
        {alarm.state === 'shelved' ? (
          <Button disabled={mayNotUnshelve !== null || isBusy} onClick={actions.onUnshelve}>
            {t('command.unshelve')} <kbd>u</kbd>
          </Button>
        ) : (
          <Button disabled={mayNotShelve !== null || isBusy} onClick={actions.onShelve}>
            {t('command.shelve')} <kbd>s</kbd>
          </Button>
        )}
        <Button disabled={mayNotAssign !== null || isBusy} onClick={actions.onTake}>
          {t('assignment.mine')} <kbd>g</kbd>
        </Button>
        <Button disabled={mayNotAssign !== null || isBusy} onClick={actions.onAssign}>
          {t('assignment.other')}
        </Button>
        <Button
          disabled={serviceRefusal !== null || isBusy}
          title={serviceRefusal === null ? '' : t(`refusal.${serviceRefusal}`)}
          onClick={actions.onService}
        >
          {t(alarm.outOfService === null ? 'service.out' : 'service.back')} <kbd>o</kbd>
        </Button>
      </div>
      {mayNotAcknowledge !== null && isAwaiting(alarm) && <p className="refusal">{mayNotAcknowledge}</p>}
      {mayNotShelve !== null && !isAwaiting(alarm) && !isAside(alarm) && <p className="refusal">{mayNotShelve}</p>}
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

/** Since when its rule is out of service there, by whom and why. */
function Service({
  alarm,
  zone,
  nowMs,
}: {
  readonly alarm: WireAlarm;
  readonly zone: string;
  readonly nowMs: number;
}): ReactNode {
  const { t } = useTranslation('console');
  const out = alarm.outOfService;
  if (out === null) return null;
  const { forMs, isDue } = serviceAge(out, nowMs);
  return (
    <p>
      <strong>
        {t('service.line', {
          name: out.by,
          time: formatTime(out.at, zone, 'datetime'),
          age: formatAge(forMs),
          reason: out.reason,
        })}
      </strong>{' '}
      {isDue && <strong className="urgent">{t('service.due')}</strong>}
    </p>
  );
}

/** What stands for it, and what it stands for. */
function Family({
  alarm,
  onSelect,
}: {
  readonly alarm: WireAlarm;
  readonly onSelect: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('console');
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const alarms = useSession((state) => state.alarms);
  const places = { plans, jurisdictions };
  const parent = alarm.suppressedBy === null ? undefined : alarms.get(alarm.suppressedBy);
  const children = [...alarms.values()].filter((one) => one.suppressedBy === alarm.id);
  if (alarm.suppressedBy === null && children.length === 0) return null;
  return (
    <section className="block">
      {alarm.suppressedBy !== null && (
        <p>
          {parent === undefined
            ? t('suppressed.gone')
            : t('suppressed.by', { parent: shortly({ ...parent, evidence: null }, places) })}
        </p>
      )}
      {parent !== undefined && <AlarmButtons alarms={[parent]} places={places} onSelect={onSelect} />}
      {children.length > 0 && (
        <>
          <p>{t('suppressed.stands', { count: children.length })}</p>
          <AlarmButtons alarms={children} places={places} onSelect={onSelect} />
        </>
      )}
    </section>
  );
}

/** What people said of it, the oldest first. */
function Comments({ alarm, zone }: { readonly alarm: WireAlarm; readonly zone: string }): ReactNode {
  const { t } = useTranslation('console');
  if (alarm.comments.length === 0) return null;
  return (
    <section className="block">
      <h3>{t('comments.title', { count: alarm.comments.length })}</h3>
      <ul>
        {alarm.comments.map((one, index) => (
          // Comments are only ever added, so the place of one is its name.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <time dateTime={one.at}>{formatTime(one.at, zone, 'datetime')}</time> <strong>{one.by}</strong> {one.text}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What to look at when data are not what they should be. */
function QualityGuidance({ alarm }: { readonly alarm: WireAlarm }): ReactNode {
  const { t } = useTranslation('console');
  const rule = QUALITY_RULES.find((one) => one === alarm.rule);
  if (alarm.class !== 'quality' || rule === undefined) return null;
  return (
    <section className="block">
      <h3>{t('qualityGuidance')}</h3>
      <ol className="guidance">
        {QUALITY_GUIDANCE[rule].map((step) => (
          <li key={step.en}>{text(step)}</li>
        ))}
      </ol>
    </section>
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
  const isDoubtful = useIsDoubtful(alarm);
  // Who goes down the list with the keys sees at once what is selected and what may be done; charts and history follow.
  const isRestDue = useDeferredValue(true, false);
  return (
    <article className="detail" aria-label={`${text(row.subject)} ${text(row.title)}`}>
      <header className="detail-head">
        {alarm.class === 'plan' && (
          <LevelShape
            level={alarm.level === 'none' ? alarm.highest : alarm.level}
            filled={isAwaiting(alarm) && alarm.level !== 'none'}
            unknown={isDoubtful && !isAwaiting(alarm)}
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
          {isDoubtful && <p className="hatch unknown-note">{t('indeterminate')}</p>}
          {alarm.acknowledgedBy !== null && alarm.acknowledgedAt !== null && (
            <p>
              {t('acknowledgedAt', {
                name: alarm.acknowledgedBy,
                time: formatTime(alarm.acknowledgedAt, row.zone, 'datetime'),
              })}
              {alarm.note !== null && ` ${t('withNote', { note: alarm.note })}`}
            </p>
          )}
          {alarm.escalated.length > 0 && (
            <p>
              <strong>
                {alarm.escalated
                  .map(({ to, at }) =>
                    t('escalatedTo', {
                      ns: 'shell',
                      role: t(`role.${to}`, { ns: 'shell' }),
                      time: formatTime(at, row.zone, 'datetime'),
                    }),
                  )
                  .join(' · ')}
              </strong>
            </p>
          )}
          {alarm.assignment !== null && (
            <p>
              {t('assignment.line', {
                who: assigneeName(t, alarm.assignment.to),
                by: alarm.assignment.by,
                time: formatTime(alarm.assignment.at, row.zone, 'datetime'),
              })}
            </p>
          )}
          <Service alarm={alarm} zone={row.zone} nowMs={nowMs} />
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
      <Family alarm={alarm} onSelect={actions.onSelect} />
      <Comments alarm={alarm} zone={row.zone} />
      <QualityGuidance alarm={alarm} />
      {isRestDue && (
        <>
          <Explanation of={alarm} nowMs={nowMs} />
          <History alarm={alarm} nowMs={nowMs} />
        </>
      )}
    </article>
  );
}
