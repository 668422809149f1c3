import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime, text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useNow } from '../session/context.tsx';
import { Panel } from '../shared/index.ts';
import { Deadline } from './Deadline.tsx';
import { measuresByUnit, type MeasureLine } from './case-view.ts';
import type { CaseDesk } from './desk.ts';
import { isAmong, MEASURE_ROLES } from './person.ts';
import { roleWords, unitWord } from './words.ts';

function Measure({
  desk,
  line,
  may,
  isOpen,
  onOpen,
}: {
  readonly desk: CaseDesk;
  readonly line: MeasureLine;
  readonly may: boolean;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const { zone, isLocked, written, write, act } = desk;
  const { measure, due, isDone, isLate } = line;
  const { id, unit, done } = measure;
  const key = `measure:${unit}:${id}`;
  const fileKey = `file:${unit}:${id}`;
  const file = written(fileKey).trim();
  return (
    <li data-measure={id} data-done={isDone} data-late={isLate}>
      <p className="case-step-head">
        <span>
          <span aria-hidden="true">{isDone ? '☑' : '☐'}</span> {text(measure.text)}{' '}
          <span className="faint">
            {t(`group.${measure.group}`, { ns: 'plans' })} · {t('clause', { ns: 'plans', clause: measure.clause })}
          </span>
        </span>
        <span className="case-tools">
          {due !== null && <Deadline at={due.at} zone={zone} />}
          {may && !isOpen && (
            <button type="button" className="quiet-button" onClick={() => onOpen(true)}>
              {t(done === null ? 'tick' : 'again')}
            </button>
          )}
        </span>
      </p>
      {done !== null && (
        <p className="faint">
          {t('measureDone', { by: done.by, time: formatTime(done.at, zone, 'datetime') })}
          {done.file !== null && ` · ${t('logFile', { file: done.file })}`}
          {done.note !== null && done.note !== '' && <q className="case-note">{done.note}</q>}
        </p>
      )}
      {may && isOpen && (
        <form
          className="case-act case-tick"
          onSubmit={(event) => {
            event.preventDefault();
            if (isLocked) return;
            act({ command: 'measure', measure: id, unit, ...(file === '' ? {} : { file }) }, key);
            onOpen(false);
          }}
        >
          <label>
            <span>{t('tickNote')}</span>
            <input
              type="text"
              className="field"
              maxLength={2000}
              // The form has just been asked for: what is typed next belongs in it.
              // oxlint-disable-next-line jsx-a11y/no-autofocus
              autoFocus
              value={written(key)}
              onChange={(event) => write(key, event.target.value)}
            />
          </label>
          <label>
            <span>{t('tickFile')}</span>
            <input
              type="text"
              className="field"
              maxLength={255}
              value={written(fileKey)}
              onChange={(event) => write(fileKey, event.target.value)}
            />
          </label>
          <p className="case-buttons">
            <button type="submit" className="quiet-button case-main" disabled={isLocked}>
              {t('tickSave')}
            </button>
            <button type="button" className="quiet-button" onClick={() => onOpen(false)}>
              {t('cancel')}
            </button>
          </p>
        </form>
      )}
    </li>
  );
}

/** The measures as a checklist by responsible unit. Whoever is of a unit sees its own first. */
export function MeasureList({ desk }: { readonly desk: CaseDesk }): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const { of, plan, roles } = desk;
  const { session: person } = useAccount();
  const nowMs = useNow();
  const [asked, setAsked] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const units = measuresByUnit(of, nowMs);
  const own = units.some(({ unit }) => unit === person?.unit) ? (person?.unit ?? '') : '';
  const chosen = asked ?? own;
  const shown = units.filter(({ unit }) => chosen === '' || unit === chosen);
  const may = isAmong(roles, MEASURE_ROLES);
  const sum = (count: (of: (typeof units)[number]) => number): number =>
    units.reduce((total, each) => total + count(each), 0);
  return (
    <Panel
      className="case-part case-measures"
      title={t('measuresTitle')}
      remark={t('measuresRemark', {
        done: sum(({ done }) => done),
        total: of.measures.length,
        late: sum(({ late }) => late),
      })}
    >
      <label className="case-filter">
        <span>{t('unitFilter')}</span>
        <select className="field" value={chosen} onChange={(event) => setAsked(event.target.value)}>
          <option value="">{t('allUnits')}</option>
          {units.map(({ unit }) => (
            <option key={unit} value={unit}>
              {unitWord(plan, unit)}
            </option>
          ))}
        </select>
      </label>
      {!may && (
        <p className="refusal">
          {roles === null ? t('signedOut') : t('needs', { roles: roleWords(t, plan, MEASURE_ROLES) })}
        </p>
      )}
      {shown.map(({ unit, lines, late, done }) => (
        <section key={unit} data-unit={unit}>
          <h3>
            {unitWord(plan, unit)}{' '}
            <span className="faint">{t('measuresRemark', { done, total: lines.length, late })}</span>
          </h3>
          <ul>
            {lines.map((line) => {
              const key = `${unit} ${line.measure.id}`;
              return (
                <Measure
                  key={key}
                  desk={desk}
                  line={line}
                  may={may}
                  isOpen={open === key}
                  onOpen={(isOpen) => setOpen(isOpen ? key : null)}
                />
              );
            })}
          </ul>
        </section>
      ))}
    </Panel>
  );
}
