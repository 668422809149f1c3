import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LEVELS } from '../../server/model/level.ts';
import { text } from '../i18n/index.ts';
import { levelName } from '../wall/words.ts';
import { isPending, proposalsOf } from './case-view.ts';
import type { CaseDesk } from './desk.ts';
import { CONFIRM_ROLES, isAmong } from './person.ts';
import { roleWords } from './words.ts';

/** What people confirm before an end. Confirming is on record at once and is not taken back. */
export function Confirmations({ desk }: { readonly desk: CaseDesk }): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const { of, plan, roles, isLocked, act } = desk;
  const may = isAmong(roles, CONFIRM_ROLES);
  return (
    <>
      <ul className="case-confirm">
        {of.confirm.map(({ clause, text: words, confirmed }, item) => (
          <li key={`${clause} ${words.en}`}>
            <label>
              <input
                type="checkbox"
                checked={confirmed}
                disabled={confirmed || !may || isLocked}
                onChange={() => act({ command: 'confirm', item }, `confirm:${item}`)}
              />{' '}
              {text(words)} <span className="faint">{t('clause', { ns: 'plans', clause })}</span>
              {confirmed && <span className="faint"> · {t('confirmed')}</span>}
            </label>
          </li>
        ))}
      </ul>
      {!may && (
        <p className="refusal">
          {roles === null ? t('signedOut') : t('needs', { roles: roleWords(t, plan, CONFIRM_ROLES) })}
        </p>
      )}
    </>
  );
}

/** Proposes a lower level, the lifting or the end, with a reason. */
export function Propose({ desk }: { readonly desk: CaseDesk }): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const { of, plan, roles, isLocked, written, write, act } = desk;
  const [isTried, setTried] = useState(false);
  const proposals = proposalsOf(of, plan);
  const key = 'propose';
  const chosen = LEVELS.find((level) => level === written('propose:to')) ?? null;
  if (proposals.length === 0) return <p className="faint">{t('noProposal')}</p>;
  const allowed = proposals.filter((one) => isAmong(roles, one.roles));
  if (allowed.length === 0) {
    const needed = [...new Set(proposals.flatMap((one) => one.roles))];
    return (
      <p className="refusal">{roles === null ? t('signedOut') : t('needs', { roles: roleWords(t, plan, needed) })}</p>
    );
  }
  const lacks = written(key).trim() === '' || chosen === null;
  return (
    <form
      className="case-act"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(lacks);
        if (lacks || isLocked) return;
        act({ command: 'propose', to: chosen }, key);
      }}
    >
      <label>
        <span>{t('proposeTo')}</span>
        <select
          className="field"
          value={chosen ?? ''}
          aria-invalid={isTried && chosen === null}
          onChange={(event) => write('propose:to', event.target.value)}
        >
          <option value="">—</option>
          {allowed.map(({ to, action }) => (
            <option key={to} value={to}>
              {action === 'lower'
                ? t('proposeLower', { level: levelName(t, plan, to) })
                : t(`proposeEnd.${action === 'lift' ? 'lift' : 'end'}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('proposeReason')}</span>
        <textarea
          className="field"
          rows={2}
          maxLength={2000}
          value={written(key)}
          aria-invalid={isTried && written(key).trim() === ''}
          onChange={(event) => write(key, event.target.value)}
        />
      </label>
      {isPending(of) && <p className="faint">{t('proposeReplaces')}</p>}
      {isTried && lacks && (
        <p className="refusal" role="alert">
          {t('begin.incomplete')}
        </p>
      )}
      <p className="case-buttons">
        <button type="submit" className="quiet-button" disabled={isLocked}>
          {t('propose')}
        </button>
      </p>
    </form>
  );
}
