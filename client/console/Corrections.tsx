import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime, text } from '../i18n/index.ts';
import { useNow, useSession } from '../session/context.tsx';
import { zoneOf } from '../session/lookup.ts';
import { subjectName } from './alarm-view.ts';
import { groupCorrections } from './corrections.ts';

/** A correction is shown for this long. */
const SHOWN_MS = 12 * 3_600_000;
const SHOWN = 3;

/** What late data changed in the last hours: never silently. Says nothing when nothing did. */
export function Corrections(): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const corrections = useSession((state) => state.corrections);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const nowMs = useNow();
  const recent = groupCorrections(corrections.filter((each) => nowMs - Date.parse(each.knownAt) < SHOWN_MS));
  if (recent.length === 0) return null;
  return (
    <section className="recommendations corrections" aria-label={t('correction.title')}>
      <h2>{t('correction.title')}</h2>
      <ul>
        {recent.slice(0, SHOWN).map((group) => {
          const zone = zoneOf(jurisdictions, group.jurisdiction);
          const rule = plans.get(group.plan)?.rules.find(({ id }) => id === group.rule);
          const range = [group.from, group.to].map((at) => formatTime(at, zone, 'short'));
          return (
            <li key={`${group.knownAt} ${group.rule} ${group.subject} ${group.was} ${group.now}`}>
              <span>
                <strong>
                  {text(subjectName({ plans, jurisdictions }, group.jurisdiction, group.subject))} ·{' '}
                  {rule === undefined ? group.rule : text(rule.title)}
                </strong>{' '}
                {t('correction.change', {
                  range: range[0] === range[1] ? range[0] : range.join(' – '),
                  was: t(`grade.${group.was}`, { ns: 'shell' }),
                  now: t(`grade.${group.now}`, { ns: 'shell' }),
                })}{' '}
                <span className="faint">
                  {t('correction.known', { time: formatTime(group.knownAt, zone, 'datetime') })}
                </span>
              </span>
            </li>
          );
        })}
        {recent.length > SHOWN && <li className="faint">{t('correction.more', { count: recent.length - SHOWN })}</li>}
      </ul>
    </section>
  );
}
