import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { titleOf } from '../console/alarm-view.ts';
import { formatAge, formatNumber, formatTime, half, text } from '../i18n/index.ts';
import { useNow, useSession, useWallNow } from '../session/context.tsx';
import { findSubject, zoneOf } from '../session/lookup.ts';
import { InterruptionCover, Panel, StateNote, Waiting, WideBox } from '../shared/index.ts';
import { unitWord } from '../console/units.ts';
import { countStates, seriesRows, sortSeries, type SeriesRow, type SeriesSort } from './series.ts';
import '../shared/desk.css';
import './feeds.css';

const SORTS: readonly SeriesSort[] = ['trouble', 'source', 'age'];

function HealthParts(): ReactNode {
  const { t } = useTranslation(['feeds', 'shell']);
  const health = useSession((state) => state.health);
  const zone = useSession((state) => state.jurisdictions[0]?.timezone) ?? 'UTC';
  // The program's own parts live in the time of the room, also while a demo runs ahead.
  const nowMs = useWallNow();
  const parts = [...health.values()].sort((a, b) => (a.part < b.part ? -1 : 1));
  return (
    <Panel className="feeds-panel" title={t('health')} remark={t('parts', { count: parts.length })}>
      {parts.length === 0 ? (
        <StateNote state="unknown" className="faint">
          {t('noParts')}
        </StateNote>
      ) : (
        <ul className="health">
          {parts.map((part) => (
            <li key={part.part} className={`health-${part.state}`}>
              <strong>{t(`part.${part.part}`, { defaultValue: part.part })}</strong>
              <span className="health-state">
                <span aria-hidden="true">{part.state === 'ok' ? '○' : part.state === 'degraded' ? '◐' : '✕'}</span>{' '}
                {t(`healthState.${part.state}`)}
              </span>
              {part.detail !== 'ok' && <span className="health-detail">{half(part.detail)}</span>}
              <span className="faint">
                {t('since', {
                  time: formatTime(part.since, zone, 'datetime'),
                  age: formatAge(nowMs - Date.parse(part.since)),
                })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function QualityAlarms(): ReactNode {
  const { t } = useTranslation(['feeds', 'shell']);
  const alarms = useSession((state) => state.alarms);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const nowMs = useNow();
  const isSilent = useSession((state) => state.latest.size === 0);
  const rows = [...alarms.values()]
    .filter((alarm) => alarm.class !== 'plan')
    .sort((a, b) => Date.parse(b.since) - Date.parse(a.since));
  return (
    <Panel className="feeds-panel" title={t('quality')} remark={`${rows.length}`}>
      {rows.length === 0 ? (
        <StateNote state="empty" className="faint" about={isSilent ? t('noQualityYet') : null}>
          {t('noQuality')}
        </StateNote>
      ) : (
        <ul className="quality">
          {rows.map((alarm) => {
            const subject = findSubject(jurisdictions, alarm.jurisdiction, alarm.subject);
            return (
              <li key={alarm.id}>
                <Link to={`/console?alarm=${encodeURIComponent(alarm.id)}`}>
                  {subject === null ? alarm.subject : text(subject.name)} · {text(titleOf(alarm, null))}
                </Link>
                <span className="faint">
                  {t(`alarmState.${alarm.state}`, { ns: 'shell' })} ·{' '}
                  {t('since', {
                    time: formatTime(alarm.since, zoneOf(jurisdictions, alarm.jurisdiction), 'datetime'),
                    age: formatAge(nowMs - Date.parse(alarm.since)),
                  })}
                </span>
                {alarm.evidence !== null && <span className="faint">{text(alarm.evidence.summary)}</span>}
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}

function Row({ row }: { readonly row: SeriesRow }): ReactNode {
  const { t } = useTranslation('feeds');
  const isUnknown = row.state === 'stale' || row.state === 'never';
  return (
    <tr className={`series-${row.state}`}>
      <td>
        {text(row.sourceName)} {row.sample && <span className="faint">{t('sample')}</span>}
        <code>{row.source}</code>
      </td>
      <td>
        {text(row.metricName)} <code>{row.metric}</code>
      </td>
      <td className={isUnknown ? 'number hatch' : 'number'}>
        <strong>{row.words === null ? formatNumber(row.value) : text(row.words)}</strong> {unitWord(t, text(row.unit))}
      </td>
      <td>{row.time === null ? '—' : formatTime(row.time, row.zone, 'datetime')}</td>
      <td className={isUnknown ? 'number hatch' : 'number'}>{row.ageMs === null ? '—' : formatAge(row.ageMs)}</td>
      <td className="number">
        {row.every !== null ? formatAge(row.every * 1000) : row.state === 'never' ? '—' : t('eventDriven')}
      </td>
      <td>
        <span className="series-state">{t(`state.${row.state}`)}</span>
      </td>
      <td>
        {row.alarms.map((alarm) => (
          <Link key={alarm.id} className="series-alarm" to={`/console?alarm=${encodeURIComponent(alarm.id)}`}>
            {text(titleOf(alarm, null))}
          </Link>
        ))}
      </td>
    </tr>
  );
}

function Series(): ReactNode {
  const { t } = useTranslation(['feeds', 'shell']);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const plans = useSession((state) => state.plans);
  const latest = useSession((state) => state.latest);
  const alarms = useSession((state) => state.alarms);
  const nowMs = useNow();
  const [sort, setSort] = useState<SeriesSort>('trouble');
  const [words, setWords] = useState('');
  const all = useMemo(
    () => seriesRows({ jurisdictions, plans: plans.values(), latest: latest.values(), alarms: alarms.values() }, nowMs),
    [jurisdictions, plans, latest, alarms, nowMs],
  );
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const rows = sortSeries(all, sort).filter((row) => {
    const content = `${row.sourceName.zh} ${row.sourceName.en} ${row.source} ${row.metricName.zh} ${row.metricName.en} ${row.metric}`;
    return wanted.every((word) => content.toLowerCase().includes(word));
  });
  const counts = countStates(all);
  return (
    <Panel
      className="feeds-panel feeds-series"
      title={t('series')}
      remark={t('counts', { ...counts, total: all.length })}
    >
      {counts.never === all.length && all.length > 0 && (
        <StateNote state="never" className="feeds-silent">
          {t('nothingYet')}
        </StateNote>
      )}
      <div className="feeds-tools">
        <input
          type="search"
          className="field"
          value={words}
          placeholder={t('search')}
          aria-label={t('search')}
          onChange={(event) => setWords(event.target.value)}
        />
        {SORTS.map((one) => (
          <button
            key={one}
            type="button"
            className="quiet-button"
            aria-pressed={one === sort}
            onClick={() => setSort(one)}
          >
            {t(`sort.${one}`)}
          </button>
        ))}
      </div>
      {rows.length === 0 ? (
        <StateNote state="empty">{t(all.length === 0 ? 'noSeries' : 'noMatch')}</StateNote>
      ) : (
        <WideBox label={t('series')}>
          <table className="facts feeds-table">
            <thead>
              <tr>
                <th scope="col">{t('column.source')}</th>
                <th scope="col">{t('column.metric')}</th>
                <th scope="col" className="number">
                  {t('column.value')}
                </th>
                <th scope="col">{t('column.time')}</th>
                <th scope="col" className="number">
                  {t('column.age')}
                </th>
                <th scope="col" className="number">
                  {t('column.every')}
                </th>
                <th scope="col">{t('column.state')}</th>
                <th scope="col">{t('column.alarms')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.key} row={row} />
              ))}
            </tbody>
          </table>
        </WideBox>
      )}
    </Panel>
  );
}

/** Every series with its age and state, the quality alarms, and how the parts of the program are. */
export function FeedsPage(): ReactNode {
  const { t } = useTranslation('shell');
  const mode = useSession((state) => state.mode);
  return (
    <div className="desk feeds">
      <h1 className="sr-only">{t('nav.feeds')}</h1>
      {mode === null ? (
        <Waiting words={t('waiting')} />
      ) : (
        <div className="feeds-columns">
          <Series />
          <div className="feeds-side">
            <HealthParts />
            <QualityAlarms />
          </div>
        </div>
      )}
      <InterruptionCover />
    </div>
  );
}
