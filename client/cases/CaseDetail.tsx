import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAPER_KINDS } from '../../server/model/paper.ts';
import type { Plan, WireWarning } from '../../server/wire/shapes.ts';
import { formatAge, formatTime, half, text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useNow, useSession } from '../session/context.tsx';
import { zoneOf } from '../session/lookup.ts';
import { isTurnedOff } from '../shared/character-keys.ts';
import { LevelMark, LevelShape, Panel } from '../shared/index.ts';
import { levelName } from '../wall/words.ts';
import { CaseLog } from './CaseLog.tsx';
import { Confirmations, Propose } from './EndPanel.tsx';
import { MeasureList } from './MeasureList.tsx';
import { ReportsDue } from './ReportsDue.tsx';
import { StepList } from './StepList.tsx';
import { actOnCase, type CaseAnswer } from './api.ts';
import { isOver, isPending } from './case-view.ts';
import { caseChanges, concernsDecision, type CaseChange } from './changes.ts';
import type { CaseDesk, DeskCommand } from './desk.ts';
import { isAmong, rolesOfPerson } from './person.ts';
import { originWords, placeWord, refusalWords, roleWord, stepWords, wishWords } from './words.ts';

function Head({ of, plan, zone }: { readonly of: WireWarning; readonly plan: Plan; readonly zone: string }): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell', 'papers']);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const nowMs = useNow();
  const since = (at: string): string =>
    t('since', { time: formatTime(at, zone, 'datetime'), age: formatAge(nowMs - Date.parse(at)) });
  return (
    <header className="case-head">
      <LevelShape
        level={of.level === 'none' ? (isOver(of) ? 'none' : of.recommended) : of.level}
        filled={of.level !== 'none'}
        size="3.2rem"
        numeral
      />
      <div>
        <h1>
          {text(plan.short)} · {placeWord(jurisdictions, of)}
        </h1>
        <p className="faint">
          {text(plan.title)} · {t('edition', { id: of.edition })} · {t('revision', { revision: of.revision })}
        </p>
        <nav className="case-papers" aria-label={t('papers', { ns: 'papers' })}>
          {PAPER_KINDS.map((kind) => (
            <Link key={kind} to={`/papers/${encodeURIComponent(of.id)}/${kind}`}>
              {t(`kind.${kind}`, { ns: 'papers' })}
            </Link>
          ))}
        </nav>
        <p className="case-now">
          {of.level === 'none' ? (
            <span>{isOver(of) ? t(`state.${of.state}`) : t('notInForce')}</span>
          ) : (
            <>
              <span>{t('inForce')}</span> <LevelMark level={of.level} word={levelName(t, plan, of.level)} />
              {of.inForceSince !== null && <span>{since(of.inForceSince)}</span>}
              {of.starter !== null && <span>{t('starter', { name: of.starter })}</span>}
            </>
          )}
          {of.highest !== 'none' && of.highest !== of.level && (
            <span>
              {t('highest')} <LevelMark level={of.highest} filled={false} word={levelName(t, plan, of.highest)} />
            </span>
          )}
        </p>
        {isPending(of) && (
          <p className="case-under-way">
            {t('underWay')}
            {t('colon')}
            <strong>{wishWords(t, plan, of)}</strong> · {t(`state.${of.state}`)} · {since(of.since)}
          </p>
        )}
        {of.origin !== null && (
          <p>
            {t('originTitle')}
            {t('colon')}
            {originWords(t, plan, of)}
          </p>
        )}
        {of.floor !== null && <p className="case-floor">{t('floor', { level: levelName(t, plan, of.floor) })}</p>}
      </div>
    </header>
  );
}

function Changed({
  seen,
  now,
  changes,
  plan,
  onSeen,
}: {
  readonly seen: WireWarning;
  readonly now: WireWarning;
  readonly changes: readonly CaseChange[];
  readonly plan: Plan;
  readonly onSeen: () => void;
}): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const words = (change: CaseChange): string => {
    switch (change.kind) {
      case 'state':
        return t('change.state', { was: t(`state.${change.was}`), now: t(`state.${change.now}`) });
      case 'level':
      case 'recommended':
        return t(`change.${change.kind}`, {
          was: levelName(t, plan, change.was),
          now: levelName(t, plan, change.now),
        });
      case 'floor':
        return t('change.floor', { now: levelName(t, plan, change.now ?? 'none') });
      case 'done':
        return t('change.done', {
          by: change.record.by,
          role: roleWord(t, plan, change.record.role),
          step: stepWords(t, plan, change.record.step),
          note: change.record.note === '' ? '' : `${t('colon')}${change.record.note}`,
        });
      case 'sent-back':
        return t('change.sent-back', { step: stepWords(t, plan, change.record.step) });
      case 'measures':
      case 'reports':
      case 'confirmed':
      case 'overdue':
        return t(`change.${change.kind}`, { count: change.count });
      case 'origin':
      case 'other':
        return t(`change.${change.kind}`);
    }
  };
  return (
    <div className="case-changed" role="alert">
      <div>
        <strong>{t('changedTitle', { was: seen.revision, now: now.revision })}</strong>
        <ul>
          {changes.map((change, i) => (
            // Two changes may read the same; they have no name of their own.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={`${change.kind} ${i}`}>{words(change)}</li>
          ))}
        </ul>
      </div>
      <button type="button" className="quiet-button case-main" onClick={onSeen}>
        {t('seen')}
      </button>
    </div>
  );
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select') !== null;

/**
 * A case with all that people can do to it. Everything is done at the revision that the person saw: what changes under
 * an open form is shown, and nothing can be done before the person has said so. A form is open when something is written
 * anywhere, or a step has buttons for this person; in the latter case what concerns no decision (a measure ticked off
 * elsewhere) moves on by itself. Its owner gives it a key.
 */
export function CaseDetail({
  of,
  plan,
  onAnswer,
}: {
  readonly of: WireWarning;
  readonly plan: Plan;
  /** The case as the server answered. */
  readonly onAnswer: (warning: WireWarning) => void;
}): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const { session: person } = useAccount();
  const mode = useSession((state) => state.mode);
  const zone = useSession((state) => zoneOf(state.jurisdictions, of.jurisdiction));
  const [seen, setSeen] = useState(of);
  const [draft, setDraft] = useState<Readonly<Record<string, string>>>({});
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Extract<CaseAnswer, { ok: false }> | null>(null);

  // What the server answered may be ahead of the live picture.
  const now = of.revision < seen.revision ? seen : of;
  const changes = useMemo(() => caseChanges(seen, now), [seen, now]);
  const isWriting = Object.values(draft).some((words) => words.trim() !== '');
  const isStale = now.revision !== seen.revision;
  const isDrillOver = useSession((state) => state.drill?.state === 'ended');
  // In a replay nobody acts on anything, nor in a drill that is over.
  const roles = mode === 'replay' ? null : isDrillOver ? [] : rolesOfPerson(person, of.jurisdiction);
  const hasForm = seen.open.some((step) => isAmong(roles, step.roles));
  const isHeld = isWriting || refused !== null || (hasForm && changes.some(concernsDecision));
  if (isStale && !isBusy && !isHeld) setSeen(now);
  const showsChange = isStale && !isBusy;

  const look = (): void => {
    setSeen(now);
    setRefused(null);
  };
  useEffect(() => {
    if (!showsChange) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'v' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (isTurnedOff(event)) return;
      setSeen(now);
      setRefused(null);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [showsChange, now]);

  const act = (command: DeskCommand, key: string): void => {
    const note = (draft[key] ?? '').trim();
    setBusy(true);
    setRefused(null);
    void actOnCase(seen.id, { ...command, revision: seen.revision, ...(note === '' ? {} : { note }) }).then(
      (answer) => {
        setBusy(false);
        if (answer.ok) {
          onAnswer(answer.warning);
          // One revision further is one's own deed; what is more than that has still to be seen.
          if (answer.warning.revision === seen.revision + 1) setSeen(answer.warning);
          const own = [key, key.replace(/^measure:/, 'file:'), `${key}:to`];
          setDraft((present) => Object.fromEntries(Object.entries(present).filter(([name]) => !own.includes(name))));
          return;
        }
        if (answer.warning !== null) onAnswer(answer.warning);
        setRefused(answer);
      },
    );
  };
  const desk: CaseDesk = {
    of: seen,
    plan,
    zone,
    roles,
    isLocked: isBusy || isStale,
    written: (key) => draft[key] ?? '',
    write: (key, words) => setDraft((present) => ({ ...present, [key]: words })),
    act,
  };
  return (
    <article className="case-detail" data-case={of.id} data-revision={seen.revision}>
      <Panel className="case-part">
        <Head of={now} plan={plan} zone={zone} />
      </Panel>
      {(showsChange || refused !== null || isBusy) && (
        <div className="case-messages">
          {isBusy && <output>{t('busy')}</output>}
          {refused !== null && (
            <p className="refusal" role="alert" data-code={refused.code}>
              <strong>{refusalWords(t, plan, refused)}</strong>{' '}
              {refused.code === 'wrong-state' && <span className="faint">{half(refused.detail)}</span>}
            </p>
          )}
          {showsChange && <Changed seen={seen} now={now} changes={changes} plan={plan} onSeen={look} />}
        </div>
      )}
      <Panel className="case-part" title={t('steps')} remark={showsChange ? t('held') : undefined}>
        <StepList desk={desk} />
      </Panel>
      {!isOver(seen) && seen.level !== 'none' && seen.confirm.length > 0 && (
        <Panel className="case-part" title={t('confirmTitle')}>
          <Confirmations desk={desk} />
        </Panel>
      )}
      {!isOver(seen) && seen.level !== 'none' && (
        <Panel className="case-part" title={t('proposeTitle')}>
          <Propose desk={desk} />
        </Panel>
      )}
      {seen.reporting.length > 0 && !isOver(seen) && <ReportsDue desk={desk} />}
      {seen.measures.length > 0 && !isOver(seen) && <MeasureList desk={desk} />}
      <CaseLog desk={{ of: now, plan, zone }} />
    </article>
  );
}
