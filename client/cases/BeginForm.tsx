import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Level, Plan, WireWarning } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { placesOf, type ReportPlace } from '../reports/draft.ts';
import { useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { planName } from '../session/lookup.ts';
import { LevelMark, Panel } from '../shared/index.ts';
import { levelName } from '../wall/words.ts';
import { declareLevel, recordNotice, type CaseAnswer } from './api.ts';
import { isOver } from './case-view.ts';
import { isAmong, NOTICE_ROLES, rolesOfPerson } from './person.ts';
import { refusalWords, roleWords } from './words.ts';

export type BeginKind = 'declaration' | 'notice';

/** A plan where it holds. */
interface PlanPlace {
  readonly plan: Plan;
  readonly place: ReportPlace;
}

/** Begins a warning or response that the rules do not compute: by a declaration, or by a notice from above. */
export function BeginForm({
  kind,
  plans,
  cases,
  onBegun,
  onClose,
}: {
  readonly kind: BeginKind;
  readonly plans: readonly Plan[];
  readonly cases: Iterable<WireWarning>;
  readonly onBegun: (warning: WireWarning) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const judged = useSession((state) => state.plans);
  const { session: person } = useAccount();
  const [asked, setAsked] = useState('');
  const [declaration, setDeclaration] = useState('');
  const [level, setLevel] = useState<Level>('none');
  const [sender, setSender] = useState('');
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Extract<CaseAnswer, { ok: false }> | null>(null);

  const rolesAt = ({ place }: PlanPlace) => rolesOfPerson(person, place.jurisdiction.id);
  const mayBegin = (one: PlanPlace): boolean =>
    kind === 'notice'
      ? isAmong(rolesAt(one), NOTICE_ROLES)
      : one.plan.declarations.some(({ by }) => isAmong(rolesAt(one), by));
  const keyOf = ({ plan, place }: PlanPlace): string => `${plan.id} ${place.subject.id}`;
  const everywhere = plans.flatMap((plan) => placesOf(plan, jurisdictions).map((place) => ({ plan, place })));
  const offered = everywhere.filter(mayBegin);
  const chosen = offered.find((one) => keyOf(one) === asked) ?? offered[0];
  const title = t(`begin.${kind}Title`);

  if (chosen === undefined) {
    return (
      <Panel className="case-part" title={title}>
        <p className="refusal">
          {person === null
            ? t('signedOut')
            : kind === 'notice'
              ? t('needs', { roles: roleWords(t, null, NOTICE_ROLES) })
              : t('begin.mine')}
        </p>
        <p className="case-buttons">
          <button type="button" className="quiet-button" onClick={onClose}>
            {t('begin.close')}
          </button>
        </p>
      </Panel>
    );
  }
  const { plan, place } = chosen;
  const own = plan.declarations.find(({ id }) => id === declaration) ?? null;
  const levels = plan.levels.map(({ id }) => id).filter((id) => kind === 'notice' || own?.levels.includes(id) === true);
  const wanted = levels.find((id) => id === level) ?? (levels.length === 1 ? levels[0] : undefined);
  const present = [...cases].find(
    (of) => !isOver(of) && of.plan === plan.id && of.jurisdiction === place.jurisdiction.id,
  );
  const lacks = {
    declaration: kind === 'declaration' && own === null,
    level: wanted === undefined,
    sender: kind === 'notice' && sender.trim() === '',
    reason: kind === 'declaration' && reason.trim() === '',
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBusy) return;
    const isLacking = Object.values(lacks).some(Boolean);
    setTried(isLacking);
    if (isLacking || wanted === undefined) return;
    setBusy(true);
    setRefused(null);
    const about = { plan: plan.id, level: wanted, reason: reason.trim(), subject: place.subject.id };
    const sent =
      kind === 'notice'
        ? recordNotice({ ...about, sender: sender.trim() })
        : declareLevel({ ...about, declaration: own?.id ?? '' });
    void sent.then((answer) => {
      setBusy(false);
      if (answer.ok) onBegun(answer.warning);
      else setRefused(answer);
    });
  };
  return (
    <Panel className="case-part" title={title}>
      <form className="case-act case-begin" noValidate onSubmit={submit}>
        <p>{t(`begin.${kind}About`)}</p>
        <label>
          <span>{t('begin.plan')}</span>
          <select
            className="field"
            // The form has just been asked for, and stands behind the list of cases.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={keyOf(chosen)}
            onChange={(event) => {
              setAsked(event.target.value);
              setDeclaration('');
              setLevel('none');
            }}
          >
            {offered.map((one) => (
              <option key={keyOf(one)} value={keyOf(one)}>
                {text(planName(one.plan, judged.values(), jurisdictions))} · {text(one.place.subject.name)}
              </option>
            ))}
          </select>
        </label>
        {present !== undefined && (
          <p className="case-present">
            {t('begin.present', {
              level: levelName(t, plan, present.level),
              state: t(`state.${present.state}`),
            })}
          </p>
        )}
        {kind === 'declaration' && (
          <fieldset aria-invalid={isTried && lacks.declaration}>
            <legend>{t('begin.what')}</legend>
            {plan.declarations.map((one) => {
              const may = isAmong(rolesAt(chosen), one.by);
              return (
                <label key={one.id} className="case-choice">
                  <input
                    type="radio"
                    name="declaration"
                    value={one.id}
                    checked={declaration === one.id}
                    disabled={!may}
                    onChange={() => setDeclaration(one.id)}
                  />
                  <span>
                    {one.levels.map((each) => (
                      <LevelMark key={each} level={each} filled={false} word={t(`grade.${each}`, { ns: 'shell' })} />
                    ))}{' '}
                    {text(one.text)} <span className="faint">{t('clause', { ns: 'plans', clause: one.clause })}</span>
                    {!may && <span className="faint"> · {t('needs', { roles: roleWords(t, plan, one.by) })}</span>}
                  </span>
                </label>
              );
            })}
          </fieldset>
        )}
        <label>
          <span>{t('begin.level')}</span>
          <select
            className="field"
            name="level"
            value={wanted ?? ''}
            aria-invalid={isTried && lacks.level}
            onChange={(event) => setLevel(levels.find((id) => id === event.target.value) ?? 'none')}
          >
            <option value="">—</option>
            {levels.map((id) => (
              <option key={id} value={id}>
                {levelName(t, plan, id)}
              </option>
            ))}
          </select>
        </label>
        {kind === 'notice' && (
          <label>
            <span>{t('begin.sender')}</span>
            <input
              type="text"
              className="field"
              maxLength={200}
              value={sender}
              aria-invalid={isTried && lacks.sender}
              onChange={(event) => setSender(event.target.value)}
            />
          </label>
        )}
        <label>
          <span>{t(kind === 'notice' ? 'begin.text' : 'begin.reason')}</span>
          <textarea
            className="field"
            rows={3}
            maxLength={2000}
            value={reason}
            aria-invalid={isTried && lacks.reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        {isTried && Object.values(lacks).some(Boolean) && (
          <p className="refusal" role="alert">
            {t('begin.incomplete')}
          </p>
        )}
        {refused !== null && (
          <p className="refusal" role="alert" data-code={refused.code}>
            {refusalWords(t, plan, refused)} {refused.code === 'wrong-state' && refused.detail}
          </p>
        )}
        <p className="case-buttons">
          <button type="submit" className="quiet-button case-main" disabled={isBusy}>
            {t(isBusy ? 'busy' : kind === 'notice' ? 'begin.record' : 'begin.declare')}
          </button>
          <button type="button" className="quiet-button" onClick={onClose}>
            {t('begin.close')}
          </button>
        </p>
      </form>
    </Panel>
  );
}
