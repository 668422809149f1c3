import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Level } from '../../server/wire/shapes.ts';
import { formatTime, text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { findRule, zoneOf } from '../session/lookup.ts';
import { LevelMark } from '../shared/index.ts';
import { subjectName, titleOf } from './alarm-view.ts';
import { toldTo, type ToldTo } from './escalated.ts';

/** What was told on to whoever is signed in, with the way there. Says nothing when there is nothing. */
export function Escalated(): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const { session } = useAccount();
  const alarms = useSession((state) => state.alarms);
  const warnings = useSession((state) => state.warnings);
  const told = toldTo(session, alarms.values(), warnings.values());
  if (told.length === 0) return null;
  return (
    <section className="recommendations escalated" aria-label={t('escalated.title')}>
      <h2>{t('escalated.title')}</h2>
      <ul>
        {told.map((one) => (
          <Line key={one.kind === 'alarm' ? one.alarm.id : one.warning.id} told={one} />
        ))}
      </ul>
    </section>
  );
}

function Line({ told: one }: { readonly told: ToldTo }): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const of = one.kind === 'alarm' ? one.alarm : one.warning;
  const subject = text(subjectName({ plans, jurisdictions }, of.jurisdiction, of.subject));
  const about = one.kind === 'alarm' ? t('escalated.alarm') : t('escalated.overdue', { count: one.count });
  const level = levelOf(one);
  const what =
    one.kind === 'alarm'
      ? text(titleOf(one.alarm, findRule(plans, one.alarm.plan, one.alarm.rule)))
      : text(plans.get(one.warning.plan)?.short ?? { zh: one.warning.plan, en: one.warning.plan });
  const to =
    one.kind === 'alarm'
      ? { pathname: '/console', search: new URLSearchParams({ alarm: of.id }).toString() }
      : { pathname: '/cases', search: new URLSearchParams({ case: of.id }).toString() };
  return (
    <li>
      <LevelMark level={level} />
      <span>
        <strong className="urgent">{about}</strong> <strong>{subject}</strong> · {what}{' '}
        <span className="faint">
          {t('escalatedTo', {
            ns: 'shell',
            role: t(`role.${one.told.to}`, { ns: 'shell' }),
            time: formatTime(one.told.at, zoneOf(jurisdictions, of.jurisdiction), 'datetime'),
          })}
        </span>{' '}
        <Link to={to}>{t(one.kind === 'alarm' ? 'escalated.look' : 'recommendation.open')}</Link>
      </span>
    </li>
  );
}

/** Of an alarm that has returned the level that it had, of a case that is being lifted the one that ends. */
function levelOf(one: ToldTo): Level {
  if (one.kind === 'alarm') return one.alarm.level === 'none' ? one.alarm.highest : one.alarm.level;
  return one.warning.recommended === 'none' ? one.warning.level : one.warning.recommended;
}
