import { useEffect, useEffectEvent, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatTime, text } from '../i18n/index.ts';
import { useNow, useSession } from '../session/context.tsx';
import { isTurnedOff } from '../shared/character-keys.ts';
import { InterruptionCover, ReplayBanner, WideBox } from '../shared/index.ts';
import { WallView } from '../wall/WallView.tsx';
import { LevelStrip } from './LevelStrip.tsx';
import { ReplayAlarms } from './ReplayAlarms.tsx';
import { controlReplay, type ReplayControl } from './api.ts';
import type { AskedPlan } from './plan-choice.ts';
import { SPEEDS, changeInstants, nextChange, previousChange, shiftSpeed } from './strip.ts';

const HOUR_MS = 3_600_000;
const NO_JURISDICTIONS: readonly string[] = [];

/** The panels of the wall and the alarm list at the replay's time, and what moves that time. */
export function ReplayPlayer({
  id,
  asked,
  onAgain,
}: {
  readonly id: string;
  /** What it is judged by, when that was chosen. */
  readonly asked: AskedPlan | null;
  readonly onAgain: () => void;
}): ReactNode {
  const { t } = useTranslation(['replay', 'shell', 'plans']);
  const mode = useSession((state) => state.mode);
  const status = useSession((state) => state.replay);
  const zone = useSession((state) => state.jurisdictions[0]?.timezone) ?? 'UTC';
  const runningMs = useNow();
  const [failure, setFailure] = useState<string | null>(null);
  const instants = useMemo(() => changeInstants(status?.changes ?? []), [status?.changes]);

  const control = (change: ReplayControl): void => {
    setFailure(null);
    controlReplay(id, change).catch((error: unknown) =>
      setFailure(error instanceof Error ? error.message : String(error)),
    );
  };

  const isPlaying = status?.state === 'playing';
  const isEnded = status?.state === 'ended';
  const from = status === null ? 0 : Date.parse(status.from);
  const to = status === null ? 0 : Date.parse(status.to);
  const atMs = status === null ? 0 : isPlaying ? Math.min(runningMs, to) : Date.parse(status.now);
  const isReady = status !== null && status.state !== 'loading';
  // While it plays, "previous" must reach behind the change that has just gone by.
  const before = previousChange(instants, isPlaying ? atMs - 2000 * (status?.speed ?? 1) : atMs);
  const after = nextChange(instants, atMs);

  const jump = (at: number): void => control({ at: Math.min(to, Math.max(from, at)) });
  const toggle = (): void => {
    if (isEnded) control({ at: from, state: 'playing' });
    else control({ state: isPlaying ? 'paused' : 'playing' });
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isReady || event.ctrlKey || event.metaKey || event.altKey || isTurnedOff(event)) return;
    if (event.target instanceof HTMLElement && event.target.closest('input, select, textarea, button, a') !== null)
      return;
    const actions: Readonly<Record<string, () => void>> = {
      ' ': toggle,
      ArrowLeft: () => jump(atMs - HOUR_MS),
      ArrowRight: () => jump(atMs + HOUR_MS),
      '[': () => {
        if (before !== null) jump(before);
      },
      ']': () => {
        if (after !== null) jump(after);
      },
      '+': () => control({ speed: shiftSpeed(status?.speed ?? 1, 1) }),
      '-': () => control({ speed: shiftSpeed(status?.speed ?? 1, -1) }),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);

  return (
    <div className="replay-player">
      <h1 className="sr-only">{t('replay', { ns: 'shell' })}</h1>
      <ReplayBanner>
        {status !== null && (
          <span className="replay-range">
            {formatTime(from, zone, 'datetime')} – {formatTime(to, zone, 'datetime')}
          </span>
        )}
        {asked !== null && (
          <span>
            {[
              text(asked.name),
              ...(asked.choice.edition === null ? [] : [t('judgedByEdition', { id: asked.choice.edition })]),
              ...(asked.choice.counting === null ? [] : [t(`counting.${asked.choice.counting}`, { ns: 'plans' })]),
            ].join(' · ')}
          </span>
        )}
        <button type="button" className="quiet-button" onClick={onAgain}>
          {t('again')}
        </button>
        <Link className="quiet-button replay-live" to="/wall">
          {t('backToLive')}
        </Link>
      </ReplayBanner>
      <div className="replay-controls panel">
        <button
          type="button"
          className="quiet-button"
          disabled={!isReady || before === null}
          onClick={() => before !== null && jump(before)}
        >
          |◀ {t('previous')} <kbd>[</kbd>
        </button>
        <button type="button" className="quiet-button" disabled={!isReady} onClick={() => jump(atMs - HOUR_MS)}>
          − {t('hour')} <kbd>←</kbd>
        </button>
        <button type="button" className="quiet-button replay-play" disabled={!isReady} onClick={toggle}>
          {isPlaying ? `‖ ${t('pause')}` : `▶ ${t(isEnded ? 'fromStart' : 'play')}`} <kbd>{t('space')}</kbd>
        </button>
        <button type="button" className="quiet-button" disabled={!isReady} onClick={() => jump(atMs + HOUR_MS)}>
          + {t('hour')} <kbd>→</kbd>
        </button>
        <button
          type="button"
          className="quiet-button"
          disabled={!isReady || after === null}
          onClick={() => after !== null && jump(after)}
        >
          ▶| {t('next')} <kbd>]</kbd>
        </button>
        <label>
          {t('speed')}{' '}
          <select
            className="field"
            value={status?.speed ?? 1}
            disabled={!isReady}
            onChange={(event) => control({ speed: Number(event.target.value) })}
          >
            {[...new Set([...SPEEDS, status?.speed ?? 1])]
              .sort((a, b) => a - b)
              .map((speed) => (
                <option key={speed} value={speed}>
                  {t('times', { speed })}
                </option>
              ))}
          </select>
        </label>
        <output className="replay-now">
          {isReady ? formatTime(atMs, zone, 'datetime') : t('judging')}
          {isReady && <span className="faint"> {t(`state.${status.state}`)}</span>}
        </output>
      </div>
      {failure !== null && (
        <p className="refusal" role="alert">
          {t('failed', { reason: failure })}{' '}
          <button type="button" className="quiet-button" onClick={onAgain}>
            {t('again')}
          </button>
        </p>
      )}
      {status !== null && <LevelStrip status={status} atMs={atMs} onScrub={jump} />}
      <div className="replay-stage">
        <WideBox className="replay-wall" label={t('nav.wall', { ns: 'shell' })}>
          <WallView jurisdictions={NO_JURISDICTIONS} />
        </WideBox>
        <ReplayAlarms />
      </div>
      {/* Until the first picture comes there is nothing that could be out of date. */}
      {mode !== null && <InterruptionCover />}
    </div>
  );
}
