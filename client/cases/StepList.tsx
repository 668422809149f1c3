import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime, text } from '../i18n/index.ts';
import { withinWords } from '../plans/within.ts';
import { LevelMark } from '../shared/index.ts';
import { levelName } from '../wall/words.ts';
import { Deadline } from './Deadline.tsx';
import { FormSheet } from './FormSheet.tsx';
import { canSendBack, holdOf, roundLines, type CaseOpenStep, type StepLine } from './case-view.ts';
import type { CaseDesk } from './desk.ts';
import { isAmong } from './person.ts';
import { roleWord, roleWords } from './words.ts';

/** What is lacking before a button can do what it says. */
type Lack = 'reason' | 'consent';

/** A step that may be done now, with its buttons for those who may. */
function OpenStep({
  desk,
  open,
  maySendBack,
}: {
  readonly desk: CaseDesk;
  readonly open: CaseOpenStep;
  readonly maySendBack: boolean;
}): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const { of, plan, roles, isLocked, written, write, act } = desk;
  const field = useRef<HTMLTextAreaElement>(null);
  const [lack, setLack] = useState<Lack | null>(null);
  const key = `step:${open.step}`;
  const hold = holdOf(of, plan, open.step);
  const may = isAmong(roles, open.roles);
  // Who may is said in the line above.
  if (!may) return roles === null ? <p className="refusal">{t('signedOut')}</p> : null;
  const isBare = written(key).trim() === '';
  const ask = (needs: Lack | null, command: () => void): void => {
    if (needs !== null && isBare) {
      setLack(needs);
      field.current?.focus();
      return;
    }
    setLack(null);
    command();
  };
  const label = t(
    open.decides ? (hold.needsConsent ? 'opinionConsent' : 'opinion') : hold.needsConsent ? 'noteConsent' : 'note',
  );
  const verb =
    open.decides && (open.act === 'approve' || open.act === 'declare' || open.act === 'end')
      ? t(`decide.${open.act}`, { what: t(`declareWhat.${of.action}`) })
      : t('complete', { act: t(`act.${open.act}`, { ns: 'plans' }) });
  return (
    <div className="case-act">
      <label>
        <span>{label}</span>
        <textarea
          ref={field}
          className="field"
          rows={2}
          maxLength={2000}
          value={written(key)}
          aria-invalid={lack !== null}
          onChange={(event) => {
            setLack(null);
            write(key, event.target.value);
          }}
        />
      </label>
      {hold.unconfirmed > 0 && <p className="refusal">{t('unconfirmed', { count: hold.unconfirmed })}</p>}
      {lack !== null && (
        <p className="refusal" role="alert">
          {t(lack === 'reason' ? 'reasonNeeded' : 'consentNeeded')}
        </p>
      )}
      <p className="case-buttons">
        <button
          type="button"
          className="quiet-button case-main"
          disabled={isLocked || hold.unconfirmed > 0}
          onClick={() => ask(hold.needsConsent ? 'consent' : null, () => act({ step: open.step }, key))}
        >
          {verb}
        </button>
        {open.decides && maySendBack && (
          <button
            type="button"
            className="quiet-button"
            disabled={isLocked}
            onClick={() => ask('reason', () => act({ command: 'send-back' }, key))}
          >
            {t('sendBack')}
          </button>
        )}
        {open.decides && (
          <button
            type="button"
            className="quiet-button"
            disabled={isLocked}
            onClick={() => ask('reason', () => act({ command: 'refuse' }, key))}
          >
            {t('refuse')}
          </button>
        )}
      </p>
    </div>
  );
}

function StepItem({
  desk,
  line,
  maySendBack,
}: {
  readonly desk: CaseDesk;
  readonly line: StepLine;
  readonly maySendBack: boolean;
}): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const { plan, zone, of } = desk;
  const { record, open, due, state } = line;
  const what = (
    <>
      <strong>{line.act === null ? line.id : t(`act.${line.act}`, { ns: 'plans' })}</strong>{' '}
      {line.text !== null && text(line.text)}
    </>
  );
  return (
    <li data-state={state} data-step={line.id}>
      <p className="case-step-head">
        <span>
          {state === 'undone' ? <s>{what}</s> : what}
          {line.clause !== null && <span className="faint"> {t('clause', { ns: 'plans', clause: line.clause })}</span>}
        </span>
        <span className="case-step-state">{t(`stepState.${state}`)}</span>
      </p>
      {record === null ? (
        <p className="faint">
          {t('needs', { roles: roleWords(t, plan, line.roles) })}
          {due === null && line.within !== null && ` · ${t('within', { words: withinWords(t, plan, line.within) })}`}
          {due !== null && (
            <>
              {' · '}
              <Deadline at={due.at} zone={zone} />
            </>
          )}
        </p>
      ) : (
        <p>
          {formatTime(record.at, zone, 'datetime')} ·{' '}
          {t('by', { name: record.by, role: roleWord(t, plan, record.role) })}
          {record.level !== null && (
            <>
              {' · '}
              <LevelMark level={record.level} word={t('logLevel', { level: levelName(t, plan, record.level) })} />
            </>
          )}
          {record.note !== '' && <q className="case-note">{record.note}</q>}
        </p>
      )}
      {open !== null && (
        <>
          {open.decides && <FormSheet desk={desk} />}
          {!open.decides && (open.act === 'draft' || open.act === 'propose' || open.act === 'publish') && (
            <details>
              <summary>{t('form.title')}</summary>
              <FormSheet desk={desk} />
            </details>
          )}
          <OpenStep key={`${of.id} ${open.step}`} desk={desk} open={open} maySendBack={maySendBack} />
        </>
      )}
    </li>
  );
}

/** The round that is under way as a timeline: what was done, what may be done now, what is to come. */
export function StepList({ desk }: { readonly desk: CaseDesk }): ReactNode {
  const { t } = useTranslation('cases');
  const lines = roundLines(desk.of, desk.plan);
  const maySendBack = canSendBack(lines);
  if (lines.length === 0) return <p className="faint">{t('nothingUnderWay')}</p>;
  return (
    <ol className="case-steps">
      {lines.map((line) => (
        <StepItem key={line.key} desk={desk} line={line} maySendBack={maySendBack} />
      ))}
    </ol>
  );
}
