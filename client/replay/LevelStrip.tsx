import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplayStatus } from '../../server/wire/shapes.ts';
import { formatTime, text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { findRule } from '../session/lookup.ts';
import { StateNote, Waiting } from '../shared/index.ts';
import { stripRows, type StripRow } from './strip.ts';

function useNames(): (row: StripRow) => { readonly subject: string; readonly rule: string; readonly zone: string } {
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  return ({ plan, rule, subject }) => {
    const home = jurisdictions.find((one) => one.plans.includes(plan) && one.subjects.some(({ id }) => id === subject));
    const name = home?.subjects.find(({ id }) => id === subject)?.name;
    const title = findRule(plans, plan, rule)?.title;
    return {
      subject: name === undefined ? subject : text(name),
      rule: title === undefined ? rule : text(title),
      zone: home?.timezone ?? jurisdictions[0]?.timezone ?? 'UTC',
    };
  };
}

/** Levels over time, a row for each rule that changed, with a handle to pull through them. `atMs`: epoch ms. */
export function LevelStrip({
  status,
  atMs,
  onScrub,
}: {
  readonly status: ReplayStatus;
  readonly atMs: number;
  readonly onScrub: (at: number) => void;
}): ReactNode {
  const { t } = useTranslation(['replay', 'shell']);
  const names = useNames();
  const [draft, setDraft] = useState<number | null>(null);
  const from = Date.parse(status.from);
  const to = Date.parse(status.to);
  const levels = useSession((state) => state.levels);
  // A rule that never had anything to judge by does not change its level either.
  const isSilent = useSession((state) => state.latest.size === 0);
  const rows = stripRows(status.changes, { from, to }, status.state === 'loading' ? [] : levels.values());
  const shown = draft ?? atMs;
  const place = Math.min(1, Math.max(0, (shown - from) / Math.max(1, to - from)));
  const zone = useSession((state) => state.jurisdictions[0]?.timezone) ?? 'UTC';
  const commit = (): void => {
    if (draft === null) return;
    onScrub(draft);
    setDraft(null);
  };
  return (
    <div className="strip panel">
      <div className="strip-box">
        <div className="strip-rows">
          {rows.length === 0 &&
            (status.state === 'loading' ? (
              <Waiting className="faint" words={t('computing')} />
            ) : isSilent ? (
              <StateNote className="faint" state="never">
                {t('noData')}
              </StateNote>
            ) : (
              <StateNote className="faint" state="empty">
                {t('noChanges')}
              </StateNote>
            ))}
          {rows.map((row) => {
            const name = names(row);
            return (
              <div className="strip-row" key={row.key}>
                <span className="strip-name" title={`${name.subject} · ${name.rule}`}>
                  {name.subject} <span className="faint">{name.rule}</span>
                </span>
                <span className="strip-track">
                  {row.stretches.map((stretch) => {
                    const words = `${t(`level.${stretch.level}`, { ns: 'shell' })} ${formatTime(stretch.from, name.zone, 'datetime')} – ${formatTime(stretch.to, name.zone, 'datetime')}`;
                    const hasRoom = stretch.width > 0.02;
                    return (
                      <span
                        key={stretch.from}
                        className={`strip-stretch level-${stretch.level}${hasRoom ? '' : ' strip-short'}`}
                        title={words}
                        style={{
                          left: `min(${stretch.left * 100}%, 100% - var(--strip-least))`,
                          width: `${stretch.width * 100}%`,
                        }}
                      >
                        <span className="sr-only">{words}</span>
                        {stretch.level !== 'none' && hasRoom && (
                          <span aria-hidden="true">{t(`grade.${stretch.level}`, { ns: 'shell' })}</span>
                        )}
                      </span>
                    );
                  })}
                </span>
              </div>
            );
          })}
        </div>
        <span className="strip-head" aria-hidden="true">
          <span style={{ left: `${place * 100}%` }} />
        </span>
      </div>
      <div className="strip-row">
        <span className="strip-name faint">{t('position')}</span>
        <input
          type="range"
          className="strip-range"
          min={from}
          max={to}
          step={60_000}
          value={Math.min(to, Math.max(from, shown))}
          aria-label={t('position')}
          aria-valuetext={formatTime(shown, zone, 'datetime')}
          onChange={(event) => setDraft(Number(event.target.value))}
          onPointerUp={commit}
          onKeyUp={commit}
          onBlur={commit}
        />
      </div>
      <div className="strip-row faint">
        <span className="strip-name" />
        <span className="strip-ends">
          <span>{formatTime(from, zone, 'datetime')}</span>
          {draft !== null && <strong>{formatTime(draft, zone, 'datetime')}</strong>}
          <span>{formatTime(to, zone, 'datetime')}</span>
        </span>
      </div>
    </div>
  );
}
