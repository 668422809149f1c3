import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { DEFAULT_SHIFTS, shiftAt, shiftBefore, type Shift } from '../../server/model/shift.ts';
import { formatTime, text } from '../i18n/index.ts';
import { useNow, useSession } from '../session/context.tsx';
import { findJurisdiction, zoneOf } from '../session/lookup.ts';
import { Failed, InterruptionCover, Outdated, StateNote, useAsked, Waiting } from '../shared/index.ts';
import { fetchHandover } from './api.ts';
import { HandoverPaper } from './HandoverPaper.tsx';
import { choiceOf, shiftOf, type ShiftChoice } from './shift-choice.ts';
import { useWords } from './use-words.ts';
import '../shared/desk.css';
import '../papers/papers.css';
import './history.css';

/** Chooses the shift and the area. */
function Chooser({
  shift,
  choice,
  jurisdiction,
  zone,
  nowMs,
  onChoose,
}: {
  readonly shift: Shift;
  readonly choice: ShiftChoice;
  readonly jurisdiction: string;
  readonly zone: string;
  readonly nowMs: number;
  readonly onChoose: (choice: ShiftChoice, jurisdiction: string) => void;
}): ReactNode {
  const { t } = useTranslation('history');
  const jurisdictions = useSession((state) => state.jurisdictions);
  const [date, setDate] = useState(formatTime(shift.from, zone, 'date'));
  const [begins, setBegins] = useState(shift.begins);
  const wanted = choiceOf(date, begins, zone);
  const go = (to: ShiftChoice): void => {
    const next = shiftOf(to, nowMs, zone);
    setDate(formatTime(next.from, zone, 'date'));
    setBegins(next.begins);
    onChoose(to, jurisdiction);
  };
  return (
    <form
      className="handover-choice paper-choice"
      aria-label={t('handover.choose')}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (wanted !== null) go(wanted);
      }}
    >
      {(['now', 'last'] as const).map((one) => (
        <button key={one} type="button" className="quiet-button" aria-pressed={choice === one} onClick={() => go(one)}>
          {t(`handover.${one}`)}
        </button>
      ))}
      <label>
        <span>{t('handover.date')}</span>
        <input
          type="text"
          className="field"
          size={10}
          placeholder="2026-11-22"
          spellCheck={false}
          autoComplete="off"
          value={date}
          aria-invalid={wanted === null}
          onChange={(event) => setDate(event.target.value)}
        />
      </label>
      <select
        className="field"
        aria-label={t('handover.choose')}
        value={begins}
        onChange={(event) => setBegins(event.target.value)}
      >
        {DEFAULT_SHIFTS.map((time) => (
          <option key={time} value={time}>
            {t('handover.begins', { begins: time })}
          </option>
        ))}
      </select>
      <label>
        <span>{t('handover.jurisdiction')}</span>
        <select className="field" value={jurisdiction} onChange={(event) => onChoose(choice, event.target.value)}>
          <option value="">{t('handover.allPlaces')}</option>
          {jurisdictions.map(({ id, name }) => (
            <option key={id} value={id}>
              {text(name)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="quiet-button" disabled={wanted === null}>
        {t('handover.refresh')}
      </button>
      <button type="button" className="quiet-button" onClick={() => window.print()}>
        {t('handover.print')}
      </button>
      {wanted === null && (
        <p className="refusal" role="alert">
          {t('handover.wrongDate')}
        </p>
      )}
    </form>
  );
}

function Handover(): ReactNode {
  const words = useWords();
  const { t, jurisdictions } = words;
  const nowMs = useNow();
  const mode = useSession((state) => state.mode);
  const health = useSession((state) => state.health);
  const isSilent = useSession((state) => state.latest.size === 0);
  const drillTitle = useSession((state) => state.drill?.title ?? null);
  const [params, setParams] = useSearchParams();
  const choice = params.get('shift') ?? 'now';
  const jurisdiction = params.get('jurisdiction') ?? '';
  const zone = zoneOf(jurisdictions, jurisdiction);
  // The paper stands as it was compiled until somebody asks for another one.
  const [asking, setAsking] = useState({ round: 0, nowMs });
  const shift = shiftOf(choice, asking.nowMs, zone);
  const query = new URLSearchParams({
    from: new Date(shift.from).toISOString(),
    to: new Date(shift.to).toISOString(),
    ...(jurisdiction === '' ? {} : { jurisdiction }),
  });
  const answer = useAsked(query.toString(), asking.round, fetchHandover);
  const choose = (nextChoice: ShiftChoice, nextPlace: string): void => {
    setAsking({ round: asking.round + 1, nowMs });
    const next = new URLSearchParams();
    const present = shiftAt(nowMs, zone);
    const wanted = shiftOf(nextChoice, nowMs, zone).from;
    // The newest two keep their names, so that the page stays on them tomorrow.
    const named = wanted === present.from ? 'now' : wanted === shiftBefore(present, zone).from ? 'last' : nextChoice;
    if (named !== 'now') next.set('shift', named);
    if (nextPlace !== '') next.set('jurisdiction', nextPlace);
    setParams(next, { replace: true });
  };
  const time = (at: number | string): string => formatTime(at, zone, 'datetime');
  const place = findJurisdiction(jurisdictions, jurisdiction);
  return (
    <>
      <Chooser
        key={zone}
        shift={shift}
        choice={choice}
        jurisdiction={jurisdiction}
        zone={zone}
        nowMs={asking.nowMs}
        onChoose={choose}
      />
      {answer.kind === 'loading' && <Waiting onAgain={() => choose(choice, jurisdiction)} />}
      {answer.kind === 'failed' && (
        <Failed reason={answer.reason} isAsking={answer.isAsking} onAgain={() => choose(choice, jurisdiction)} />
      )}
      <Outdated asked={answer} />
      {answer.kind === 'ready' && (
        <article className="paper handover" aria-label={t('history:handover.title')}>
          {drillTitle !== null ? (
            <p className="paper-mark">{t('drills:paperMark', { title: drillTitle })}</p>
          ) : (
            mode === 'demo' && <p className="paper-mark">{t('history:handover.demo')}</p>
          )}
          <header>
            <h1>{t('history:handover.title')}</h1>
            <p>
              {place === null ? t('history:handover.allPlaces') : text(place.name)} ·{' '}
              {Date.parse(answer.value.to) < shift.to
                ? t('history:handover.soFar', { from: time(shift.from), to: time(answer.value.to) })
                : t('history:handover.shift', { from: time(shift.from), to: time(shift.to) })}
            </p>
            <p className="faint">{t('history:handover.compiled', { time: time(asking.nowMs) })}</p>
          </header>
          {isSilent && Date.parse(answer.value.to) < shift.to && (
            <StateNote state="never" className="handover-silent">
              {t('history:handover.silent')}
            </StateNote>
          )}
          <HandoverPaper
            words={words}
            handover={answer.value}
            health={Date.parse(answer.value.to) < shift.to ? [...health.values()] : null}
          />
        </article>
      )}
    </>
  );
}

/** What a shift leaves to the next one, to read, print and sign: `?shift=now|last|2026-11-22 08:00`. */
export function HandoverPage(): ReactNode {
  const { t } = useTranslation('shell');
  const mode = useSession((state) => state.mode);
  return (
    <div className="desk papers handover-page">
      {mode === null ? <Waiting words={t('waiting')} /> : <Handover />}
      <InterruptionCover />
    </div>
  );
}
