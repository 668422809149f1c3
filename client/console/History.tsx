import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { formatAge, formatTime, text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { findRule, zoneOf } from '../session/lookup.ts';
import { LevelMark } from '../shared/index.ts';
import { titleOf } from './alarm-view.ts';
import { fetchAlarms } from './api.ts';

/** How far back the history of an alarm looks, in days. */
const HISTORY_DAYS = 30;
const DAY_MS = 86_400_000;

type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'ready'; readonly alarms: readonly WireAlarm[] };

const LOADING: Loaded = { kind: 'loading' };

/** Earlier occurrences on the same subject, newest first, with who took them and what they noted. */
export function History({ alarm, nowMs }: { readonly alarm: WireAlarm; readonly nowMs: number }): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const zone = useSession((state) => zoneOf(state.jurisdictions, alarm.jurisdiction));
  const [answer, setAnswer] = useState<{ readonly to: string; readonly loaded: Loaded } | null>(null);
  const { id, jurisdiction, subject, rule, revision } = alarm;
  // The end moves on with every second; the question is asked again only when the alarm changed.
  const [asked, setAsked] = useState({ id, revision, nowMs });
  if (asked.id !== id || asked.revision !== revision) setAsked({ id, revision, nowMs });
  const end = asked.nowMs;
  const question = `${id} ${revision}`;
  const loaded = answer?.to === question ? answer.loaded : LOADING;
  useEffect(() => {
    const stop = new AbortController();
    const settle = (settled: Loaded): void => {
      if (!stop.signal.aborted) setAnswer({ to: question, loaded: settled });
    };
    fetchAlarms(end - HISTORY_DAYS * DAY_MS, end + DAY_MS, stop.signal).then(
      (alarms) =>
        settle({
          kind: 'ready',
          alarms: alarms
            .filter((one) => one.jurisdiction === jurisdiction && one.subject === subject && one.id !== id)
            .sort((a, b) => Date.parse(b.since) - Date.parse(a.since)),
        }),
      (error: unknown) => settle({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    );
    return () => stop.abort();
  }, [id, jurisdiction, subject, end, question]);
  const plans = useSession((state) => state.plans);
  return (
    <section className="block">
      <h3>{t('history', { days: HISTORY_DAYS })}</h3>
      {loaded.kind === 'loading' && <p className="faint">{t('loading', { ns: 'shell' })}</p>}
      {loaded.kind === 'failed' && (
        <p className="refusal" role="alert">
          {t('historyFailed', { reason: loaded.reason })}
        </p>
      )}
      {loaded.kind === 'ready' && loaded.alarms.length === 0 && <p className="faint">{t('noHistory')}</p>}
      {loaded.kind === 'ready' && loaded.alarms.length > 0 && (
        <table className="facts history">
          <thead>
            <tr>
              <th scope="col">{t('column.since')}</th>
              <th scope="col">{t('column.what')}</th>
              <th scope="col">{t('highest')}</th>
              <th scope="col">{t('column.state')}</th>
              <th scope="col">{t('column.who')}</th>
              <th scope="col">{t('column.note')}</th>
            </tr>
          </thead>
          <tbody>
            {loaded.alarms.map((one) => (
              <tr key={one.id} className={one.rule === rule ? undefined : 'faint'}>
                <td>
                  {formatTime(one.since, zone, 'datetime')}
                  <span className="faint">
                    {' '}
                    {formatAge((one.state === 'normal' ? Date.parse(one.changedAt) : nowMs) - Date.parse(one.since))}
                  </span>
                </td>
                <td>{text(titleOf(one, findRule(plans, one.plan, one.rule)))}</td>
                <td>
                  {one.class === 'plan' ? <LevelMark level={one.highest} filled={false} /> : t(`class.${one.class}`)}
                </td>
                <td>{t(`alarmState.${one.state}`, { ns: 'shell' })}</td>
                <td>{one.acknowledgedBy ?? '—'}</td>
                <td>{one.note ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
