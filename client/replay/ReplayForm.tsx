import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAge, text } from '../i18n/index.ts';
import { useNow, useSession } from '../session/context.tsx';
import { planName } from '../session/lookup.ts';
import { Waiting } from '../shared/index.ts';
import { createReplay } from './api.ts';
import {
  AS_IT_IS,
  COUNTINGS,
  countsDays,
  hasEditions,
  planSpec,
  type AskedPlan,
  type PlanChoice,
} from './plan-choice.ts';
import { SPEEDS, rangeProblem } from './strip.ts';
import { fromLocalField, toLocalField } from '../i18n/zoned.ts';

const HOUR_MS = 3_600_000;
const PRESETS: readonly { readonly key: string; readonly ms: number }[] = [
  { key: 'day', ms: 24 * HOUR_MS },
  { key: 'threeDays', ms: 72 * HOUR_MS },
  { key: 'week', ms: 168 * HOUR_MS },
];

/** Chooses what to replay: a stretch of time, and if wanted one plan or one area. */
export function ReplayForm({
  nowMs,
  onStart,
}: {
  readonly nowMs: number;
  readonly onStart: (id: string, asked: AskedPlan | null) => void;
}): ReactNode {
  const { t } = useTranslation(['replay', 'shell', 'plans']);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const plans = useSession((state) => state.plans);
  const [jurisdiction, setJurisdiction] = useState<string | null>(null);
  const [plan, setPlan] = useState<string | null>(null);
  const [choice, setChoice] = useState<PlanChoice>(AS_IT_IS);
  const [speed, setSpeed] = useState(3600);
  const zone = (jurisdictions.find(({ id }) => id === jurisdiction) ?? jurisdictions[0])?.timezone ?? 'UTC';
  const [from, setFrom] = useState(() => toLocalField(nowMs - 24 * HOUR_MS, zone));
  const [to, setTo] = useState(() => toLocalField(nowMs, zone));
  const [state, setState] = useState<{ kind: 'open' | 'busy' } | { kind: 'failed'; reason: string }>({ kind: 'open' });

  const fromMs = fromLocalField(from, zone);
  const toMs = fromLocalField(to, zone);
  const problem = rangeProblem(fromMs, toMs, nowMs);
  const offered = [...plans.values()].filter(
    ({ id }) =>
      jurisdiction === null || jurisdictions.find((one) => one.id === jurisdiction)?.plans.includes(id) === true,
  );

  const chosen = plan === null ? null : (plans.get(plan) ?? null);
  const choosePlan = (id: string | null): void => {
    setPlan(id);
    setChoice(AS_IT_IS);
    // A plan is judged where it holds, unless somebody asks for another area with it.
    const home = id === null ? undefined : jurisdictions.find(({ plans: held }) => held.includes(id));
    if (home !== undefined && jurisdiction === null) setJurisdiction(home.id);
  };

  const start = (): void => {
    if (fromMs === null || toMs === null || problem !== null) return;
    setState({ kind: 'busy' });
    // A field of minutes cannot say the very present; nothing after it is stored anyway.
    createReplay({
      from: fromMs,
      to: Math.min(toMs, nowMs),
      speed,
      plan: chosen === null ? null : planSpec(chosen, choice),
      jurisdiction,
    }).then(
      (id) => onStart(id, chosen === null ? null : { name: planName(chosen, plans.values(), jurisdictions), choice }),
      (error: unknown) => setState({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    );
  };

  return (
    <form
      className="replay-form panel"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <h1>{t('choose')}</h1>
      <p className="faint">{t('about')}</p>
      <div className="replay-presets">
        {PRESETS.map(({ key, ms }) => (
          <button
            key={key}
            type="button"
            className="quiet-button"
            onClick={() => {
              setFrom(toLocalField(nowMs - ms, zone));
              setTo(toLocalField(nowMs, zone));
            }}
          >
            {t(`preset.${key}`)}
          </button>
        ))}
      </div>
      <div className="replay-fields">
        {(
          [
            ['from', from, setFrom],
            ['to', to, setTo],
          ] as const
        ).map(([name, value, change]) => (
          <label key={name}>
            <span>{t(name)}</span>
            <input
              type="text"
              className="field"
              placeholder="2026-11-22 16:05"
              spellCheck={false}
              autoComplete="off"
              value={value}
              aria-invalid={problem !== null}
              onChange={(event) => change(event.target.value)}
            />
          </label>
        ))}
        <label>
          <span>{t('jurisdiction')}</span>
          <select
            className="field"
            value={jurisdiction ?? ''}
            onChange={(event) => {
              setJurisdiction(event.target.value === '' ? null : event.target.value);
              choosePlan(null);
            }}
          >
            <option value="">{t('allJurisdictions')}</option>
            {jurisdictions.map((one) => (
              <option key={one.id} value={one.id}>
                {text(one.name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t('plan')}</span>
          <select
            className="field"
            value={plan ?? ''}
            onChange={(event) => choosePlan(event.target.value === '' ? null : event.target.value)}
          >
            <option value="">{t('allPlans')}</option>
            {offered.map((one) => (
              <option key={one.id} value={one.id}>
                {text(planName(one, plans.values(), jurisdictions))}
              </option>
            ))}
          </select>
        </label>
        {chosen !== null && hasEditions(chosen) && (
          <label>
            <span>{t('edition')}</span>
            <select
              className="field"
              value={choice.edition ?? ''}
              onChange={(event) =>
                setChoice({ ...choice, edition: event.target.value === '' ? null : event.target.value })
              }
            >
              <option value="">{t('editionByDate')}</option>
              {chosen.editions.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.id} · {one.number}
                </option>
              ))}
            </select>
          </label>
        )}
        {chosen !== null && countsDays(chosen) && (
          <label>
            <span>{t('counting')}</span>
            <select
              className="field"
              value={choice.counting ?? ''}
              onChange={(event) =>
                setChoice({ ...choice, counting: COUNTINGS.find((one) => one === event.target.value) ?? null })
              }
            >
              <option value="">{t('countingOfPlan')}</option>
              {COUNTINGS.map((one) => (
                <option key={one} value={one}>
                  {t(`counting.${one}`, { ns: 'plans' })}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          <span>{t('speed')}</span>
          <select className="field" value={speed} onChange={(event) => setSpeed(Number(event.target.value))}>
            {SPEEDS.map((offer) => (
              <option key={offer} value={offer}>
                {t('times', { speed: offer })}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className="faint">
        {t('zone', { zone })}
        {problem === null &&
          fromMs !== null &&
          toMs !== null &&
          ` · ${t('length', { range: formatAge(toMs - fromMs), wall: formatAge((toMs - fromMs) / speed) })}`}
      </p>
      {problem !== null && (
        <p className="refusal" role="alert">
          {t(`problem.${problem}`)}
        </p>
      )}
      {state.kind === 'failed' && (
        <p className="refusal" role="alert">
          {t('failed', { reason: state.reason })}
        </p>
      )}
      <div>
        <button
          type="submit"
          className="quiet-button replay-start"
          disabled={problem !== null || state.kind === 'busy'}
        >
          ▶ {t(state.kind === 'busy' ? 'preparing' : 'start')}
        </button>
      </div>
    </form>
  );
}

/** The form, once the server has said what time it is and which areas and plans there are. */
export function ReplayChooser({
  onStart,
}: {
  readonly onStart: (id: string, asked: AskedPlan | null) => void;
}): ReactNode {
  const { t } = useTranslation('shell');
  const mode = useSession((state) => state.mode);
  const nowMs = useNow();
  if (mode === null) return <Waiting words={t('waiting')} />;
  return <ReplayForm nowMs={nowMs} onStart={onStart} />;
}
