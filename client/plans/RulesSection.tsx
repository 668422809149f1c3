import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../server/model/plan.ts';
import type { JudgedPlan } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { LevelMark, Panel, WideBox } from '../shared/index.ts';
import { unbroken } from './clause.ts';
import { anchorOf } from './coverage.ts';
import { editionsOf, ruleSentence } from './sentences.ts';

/** What meets each level by the numbers that hold from a date on. */
function LevelsTable({
  plan,
  rule,
  date,
}: {
  readonly plan: JudgedPlan;
  readonly rule: Rule;
  readonly date: string;
}): ReactNode {
  const { t } = useTranslation('plans');
  return (
    <WideBox label={text(rule.title)}>
      <table className="facts">
        <thead>
          <tr>
            <th scope="col">{t('level')}</th>
            <th scope="col">{t('metWhen')}</th>
            <th scope="col">{t('clauseColumn')}</th>
          </tr>
        </thead>
        <tbody>
          {ruleSentence(rule, date, plan.forms).levels.map((one) => {
            const named = plan.levels.find(({ id }) => id === one.level);
            return (
              <tr key={one.level}>
                <td className="level-cell">
                  <LevelMark level={one.level} {...(named === undefined ? {} : { word: text(named.name) })} />
                </td>
                <td>
                  {one.ways.map((way, index) => (
                    <p key={way.en}>
                      {index > 0 && <strong>{t('or').trim()} </strong>}
                      {text(way)}
                    </p>
                  ))}
                </td>
                <td className="clause-cell">{unbroken(one.clause)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </WideBox>
  );
}

function RuleCard({
  plan,
  rule,
  date,
}: {
  readonly plan: JudgedPlan;
  readonly rule: Rule;
  readonly date: string;
}): ReactNode {
  const { t } = useTranslation('plans');
  const sentence = ruleSentence(rule, date, plan.forms);
  const dates = editionsOf(rule);
  const present = dates.findLast((from) => from <= date) ?? dates[0] ?? date;
  return (
    <article className="rule-card" id={anchorOf('rules', rule.id)} tabIndex={-1}>
      <header>
        <h3>
          {text(rule.title)} <code>{rule.id}</code>
        </h3>
        <span className="faint">
          {t('clause', { clause: rule.clause })} · {t(`role.${rule.role}`)}
        </span>
      </header>
      <p className="rule-lead">{text(sentence.lead)}</p>
      <LevelsTable plan={plan} rule={rule} date={date} />
      {sentence.notes.map((note) => (
        <p key={note.en} className="faint">
          {text(note)}
        </p>
      ))}
      {rule.confirm.length > 0 && (
        <div>
          <p>{t('confirm')}</p>
          <ul className="confirm">
            {rule.confirm.map((point) => (
              <li key={`${point.clause} ${point.text.en}`}>
                {text(point.text)} <span className="faint">{t('clause', { clause: point.clause })}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {rule.interpretation !== null && (
        <p className="interpretation">
          <span className="faint">{t('interpretation')}</span> {text(rule.interpretation)}
        </p>
      )}
      <p className="faint">{t('inForceFrom', { dates: present })}</p>
      {dates
        .filter((from) => from !== present)
        .map((from) => (
          <details key={from}>
            <summary>{t('otherValues', { date: from })}</summary>
            <LevelsTable plan={plan} rule={rule} date={from} />
          </details>
        ))}
    </article>
  );
}

function Recommendation({ plan }: { readonly plan: JudgedPlan }): ReactNode {
  const { t } = useTranslation(['plans', 'shell']);
  const policy = plan.recommendation;
  return (
    <Panel className="plan-part" title={t('recommendation')} remark={t('clause', { clause: policy.clause })}>
      <div id={anchorOf('rules', 'recommendation')} tabIndex={-1}>
        {policy.kind === 'warning' ? (
          <ul>
            <li>{t('policy.lead', { hours: policy.leadHours })}</li>
            <li>{t(policy.calm.so2 === null ? 'policy.calmAqi' : 'policy.calm', { ...policy.calm })}</li>
            <li>{t('policy.lowest', { level: t(`grade.${policy.lowest}`, { ns: 'shell' }) })}</li>
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
        {policy.interpretation !== undefined && (
          <p className="interpretation">
            <span className="faint">{t('interpretation')}</span> {text(policy.interpretation)}
          </p>
        )}
      </div>
    </Panel>
  );
}

/** The rules as sentences with the numbers that hold on a local date (`YYYY-MM-DD`), the levels, and the policy. */
export function RulesSection({ plan, date }: { readonly plan: JudgedPlan; readonly date: string }): ReactNode {
  const { t } = useTranslation('plans');
  return (
    <>
      <section className="rule-cards" aria-label={t('rules')}>
        <h2 className="sr-only">{t('rules')}</h2>
        {plan.rules.map((rule) => (
          <RuleCard key={rule.id} plan={plan} rule={rule} date={date} />
        ))}
      </section>
      <div className="plan-parts">
        <Panel className="plan-part" title={t('levels')}>
          {plan.levels.map((level) => (
            <section key={level.id} className="plan-level" id={anchorOf('rules', level.id)} tabIndex={-1}>
              <h3>
                <LevelMark level={level.id} word={text(level.name)} />{' '}
                <span className="faint">
                  {[
                    ...(level.warning === undefined || level.warning.zh === level.name.zh
                      ? []
                      : [t('warningName', { name: text(level.warning) })]),
                    ...(level.response === undefined || level.response.zh === level.name.zh
                      ? []
                      : [t('responseName', { name: text(level.response) })]),
                    t('clause', { clause: level.clause }),
                  ].join(' · ')}
                </span>
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
    </>
  );
}
