import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { rankOf } from '../../server/model/level.ts';
import type { JudgedPlan, WireWarning } from '../../server/wire/shapes.ts';
import { isPending, roundRecords } from '../cases/case-view.ts';
import { formatAge, formatTime, text } from '../i18n/index.ts';
import { useNow, useSession } from '../session/context.tsx';
import { zoneOf } from '../session/lookup.ts';
import { LevelMark } from '../shared/index.ts';
import { subjectName } from './alarm-view.ts';

/** When a recommendation must be published, as the strip says it. */
function Deadline({
  warning,
  zone,
  nowMs,
}: {
  readonly warning: WireWarning;
  readonly zone: string;
  readonly nowMs: number;
}): ReactNode {
  const { t } = useTranslation('console');
  const publishBy = warning.publishBy === null ? null : Date.parse(warning.publishBy);
  if (warning.immediate === true) return <strong className="urgent">{t('recommendation.immediate')}</strong>;
  if (publishBy === null) return null;
  const left = publishBy - nowMs;
  return (
    <span className={left < 0 ? 'urgent' : undefined}>
      {t('recommendation.publishBy', { time: formatTime(publishBy, zone, 'datetime') })}{' '}
      <strong>
        {left < 0
          ? t('recommendation.overdue', { age: formatAge(-left) })
          : t('recommendation.left', { age: formatAge(left) })}
      </strong>
    </span>
  );
}

/**
 * The clauses that a recommendation stands on: that of its level, and of a warning how it is published. A response's own
 * clause is about its end.
 */
function clausesOf(plan: JudgedPlan, { action, recommended }: WireWarning): string {
  const { kind, clause } = plan.recommendation;
  const ofLevel = plan.levels.find(({ id }) => id === recommended)?.clause;
  const parts = kind === 'response' && action !== 'end' ? [ofLevel] : [clause, ofLevel];
  return [...new Set(parts)].filter((part) => part !== undefined).join(', ');
}

/** Whether the engine recommends it and nobody has done anything about it yet. */
const isUnanswered = (warning: WireWarning): boolean =>
  isPending(warning) && warning.origin?.kind === 'recommendation' && roundRecords(warning).length === 0;

/** What the engine recommends and nobody has answered. Says nothing when there is nothing. */
export function Recommendations(): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const warnings = useSession((state) => state.warnings);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const nowMs = useNow();
  const standing = [...warnings.values()]
    .filter(isUnanswered)
    .sort((a, b) => Date.parse(b.since) - Date.parse(a.since) || rankOf(b.recommended) - rankOf(a.recommended));
  if (standing.length === 0) return null;
  return (
    <section className="recommendations" aria-label={t('recommendation.title')}>
      <h2>{t('recommendation.title')}</h2>
      <ul>
        {standing.map((warning) => {
          const plan = plans.get(warning.plan);
          const zone = zoneOf(jurisdictions, warning.jurisdiction);
          const clauses = plan === undefined ? '' : clausesOf(plan, warning);
          return (
            <li key={warning.id}>
              <LevelMark
                level={warning.recommended === 'none' ? warning.level : warning.recommended}
                filled={warning.recommended !== 'none'}
              />
              <span>
                <strong>
                  {t(`recommendation.action.${warning.action}`, {
                    plan: plan === undefined ? warning.plan : text(plan.short),
                    subject: text(subjectName({ plans, jurisdictions }, warning.jurisdiction, warning.subject)),
                    from: t(`grade.${warning.level}`, { ns: 'shell' }),
                    to: t(`grade.${warning.recommended}`, { ns: 'shell' }),
                  })}
                </strong>{' '}
                <span className="deadline">
                  <Deadline warning={warning} zone={zone} nowMs={nowMs} />
                </span>{' '}
                <span className="faint">
                  {formatTime(warning.since, zone, 'datetime')}
                  {clauses !== '' && ` · ${t('clause', { clause: clauses })}`}
                </span>{' '}
                <Link to={{ pathname: '/cases', search: new URLSearchParams({ case: warning.id }).toString() }}>
                  {t('recommendation.open')}
                </Link>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
