import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { localDate } from '../../server/model/instant.ts';
import type { Rule } from '../../server/model/plan.ts';
import type { Jurisdiction, Plan } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { InterruptionCover, LevelMark, Panel } from '../shared/index.ts';
import { editionsOf, ruleSentence } from './sentences.ts';
import '../shared/desk.css';
import './plans.css';

function RuleCard({
  plan,
  rule,
  date,
}: {
  readonly plan: Plan;
  readonly rule: Rule;
  readonly date: string;
}): ReactNode {
  const { t } = useTranslation('plans');
  const sentence = ruleSentence(rule, date);
  const editions = editionsOf(rule);
  const nameOf = (level: string): string | undefined => {
    const found = plan.levels.find(({ id }) => id === level);
    return found === undefined ? undefined : text(found.name);
  };
  return (
    <article className="rule-card" id={`rule-${plan.id}-${rule.id}`}>
      <header>
        <h3>
          {text(rule.title)} <code>{rule.id}</code>
        </h3>
        <span className="faint">
          {t('clause', { clause: rule.clause })} · {t(`role.${rule.role}`)}
        </span>
      </header>
      <p className="rule-lead">{text(sentence.lead)}</p>
      <table className="facts">
        <thead>
          <tr>
            <th scope="col">{t('level')}</th>
            <th scope="col">{t('metWhen')}</th>
            <th scope="col">{t('clauseColumn')}</th>
          </tr>
        </thead>
        <tbody>
          {sentence.levels.map((one) => {
            const word = nameOf(one.level);
            return (
              <tr key={one.level}>
                <td>
                  <LevelMark level={one.level} {...(word === undefined ? {} : { word })} />
                </td>
                <td>{text(one.text)}</td>
                <td>{one.clause}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {sentence.notes.map((note) => (
        <p key={note.en} className="faint">
          {text(note)}
        </p>
      ))}
      {rule.interpretation !== null && (
        <p className="interpretation">
          <span className="faint">{t('interpretation')}</span> {text(rule.interpretation)}
        </p>
      )}
      <p className="faint">{t('inForceFrom', { dates: editions.join('、') })}</p>
    </article>
  );
}

function Recommendation({ plan }: { readonly plan: Plan }): ReactNode {
  const { t } = useTranslation('plans');
  const policy = plan.recommendation;
  return (
    <Panel className="plan-part" title={t('recommendation')} remark={t('clause', { clause: policy.clause })}>
      {policy.kind === 'warning' ? (
        <ul>
          <li>{t('policy.lead', { hours: policy.leadHours })}</li>
          <li>{t('policy.calm', { ...policy.calm })}</li>
          <li>{t('policy.lowest', { level: policy.lowest })}</li>
        </ul>
      ) : (
        <ul>
          {policy.recovery !== null && <li>{t('policy.recovery', { ...policy.recovery })}</li>}
          {policy.confirm.map((point) => (
            <li key={point.text.en}>
              {t('policy.confirm')} {text(point.text)}{' '}
              <span className="faint">{t('clause', { clause: point.clause })}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function PlanView({
  plan,
  jurisdictions,
  nowMs,
}: {
  readonly plan: Plan;
  readonly jurisdictions: readonly Jurisdiction[];
  readonly nowMs: number;
}): ReactNode {
  const { t } = useTranslation('plans');
  const places = jurisdictions.filter((one) => one.plans.includes(plan.id));
  const zone = places[0]?.timezone ?? 'UTC';
  return (
    <div className="plan">
      <header className="plan-head">
        <h1>{text(plan.title)}</h1>
        <p className="faint">
          {plan.document.number} · {text(plan.document.publisher)} · {t('issued', { date: plan.document.issued })}
        </p>
        <p className="faint">
          {t(`scale.${plan.scale}`)} · {t('holdsIn', { places: places.map((one) => text(one.name)).join('、') || '—' })}
        </p>
      </header>
      <section className="rule-cards" aria-label={t('rules')}>
        {plan.rules.map((rule) => (
          <RuleCard key={rule.id} plan={plan} rule={rule} date={localDate(nowMs, zone)} />
        ))}
      </section>
      <div className="plan-parts">
        <Panel className="plan-part" title={t('levels')}>
          {plan.levels.map((level) => (
            <section key={level.id} className="plan-level">
              <h3>
                <LevelMark level={level.id} word={text(level.name)} />{' '}
                <span className="faint">{t('clause', { clause: level.clause })}</span>
              </h3>
              <ol className="guidance">
                {level.guidance.map((step) => (
                  <li key={`${step.clause} ${step.text.en}`}>
                    {text(step.text)} <span className="faint">{t('clause', { clause: step.clause })}</span>
                  </li>
                ))}
              </ol>
            </section>
          ))}
        </Panel>
        <Recommendation plan={plan} />
      </div>
    </div>
  );
}

/** The plans as they were loaded: every rule as a sentence with its clause and numbers. */
export function PlansPage(): ReactNode {
  const { t } = useTranslation(['plans', 'shell']);
  const mode = useSession((state) => state.mode);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const clockMs = useSession((state) => state.clock.eventMs);
  const [params, setParams] = useSearchParams();
  const asked = params.get('plan');
  const plan = (asked === null ? undefined : plans.get(asked)) ?? [...plans.values()][0];
  return (
    <div className="desk plans">
      {plan === undefined ? (
        <p className="page-note">{t(mode === null ? 'waiting' : 'none', mode === null ? { ns: 'shell' } : {})}</p>
      ) : (
        <>
          <nav className="plan-choice" aria-label={t('plans')}>
            {[...plans.values()].map((one) => (
              <button
                key={one.id}
                type="button"
                className="quiet-button"
                aria-pressed={one.id === plan.id}
                onClick={() => setParams({ plan: one.id }, { replace: true })}
              >
                {text(one.short)}
              </button>
            ))}
          </nav>
          <PlanView plan={plan} jurisdictions={jurisdictions} nowMs={clockMs} />
        </>
      )}
      <InterruptionCover />
    </div>
  );
}
