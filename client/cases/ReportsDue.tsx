import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime, text } from '../i18n/index.ts';
import { Panel } from '../shared/index.ts';
import { Deadline } from './Deadline.tsx';
import type { CaseDesk } from './desk.ts';
import { isAmong } from './person.ts';
import { roleWords } from './words.ts';

/** The reports that are due while a level is in force. */
export function ReportsDue({ desk }: { readonly desk: CaseDesk }): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const { of, plan, zone, roles: own, isLocked, written, write, act } = desk;
  return (
    <Panel className="case-part" title={t('reportsTitle')} remark={`${of.reporting.length}`}>
      <ul className="case-reports">
        {of.reporting.map(({ id, clause, text: words, roles }) => {
          const due = of.due.find((one) => one.kind === 'report' && one.step === id);
          const last = of.reports.findLast((one) => one.report === id);
          const key = `report:${id}`;
          return (
            <li key={id} data-report={id}>
              <p className="case-step-head">
                <span>
                  {text(words)} <span className="faint">{t('clause', { ns: 'plans', clause })}</span>
                </span>
                {due === undefined ? (
                  <span className="faint">{t('notDue')}</span>
                ) : (
                  <Deadline at={due.at} zone={zone} />
                )}
              </p>
              <p className="faint">
                {last === undefined
                  ? t('neverFiled')
                  : t('lastFiled', { time: formatTime(last.at, zone, 'datetime'), by: last.by })}
                {last !== undefined && last.note !== '' && <q className="case-note">{last.note}</q>}
              </p>
              {isAmong(own, roles) ? (
                <form
                  className="case-inline"
                  onSubmit={(event) => {
                    event.preventDefault();
                    if (!isLocked) act({ command: 'report', report: id }, key);
                  }}
                >
                  <input
                    type="text"
                    className="field"
                    maxLength={2000}
                    placeholder={t('fileNote')}
                    aria-label={t('fileNote')}
                    value={written(key)}
                    onChange={(event) => write(key, event.target.value)}
                  />
                  <button type="submit" className="quiet-button" disabled={isLocked}>
                    {t('file')}
                  </button>
                </form>
              ) : (
                <p className="refusal">
                  {own === null ? t('signedOut') : t('needs', { roles: roleWords(t, plan, roles) })}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
