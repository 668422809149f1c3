import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAge, formatTime } from '../i18n/index.ts';
import { useSession, useWallNow } from '../session/context.tsx';

/** The zone of the first jurisdiction, or the browser's before the first snapshot. */
function useZone(): string {
  const zone = useSession((state) => state.jurisdictions[0]?.timezone);
  return zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Says DEMO, DRILL or REPLAY when the nearest session is one; nothing when it is live. */
export function ModeBadge(): ReactNode {
  const { t } = useTranslation('shell');
  const mode = useSession((state) => state.mode);
  const isDrill = useSession((state) => state.drill !== null);
  if (isDrill) return <strong className="mode-badge">{t('drill')}</strong>;
  if (mode === 'demo') return <strong className="mode-badge">{t('demo')}</strong>;
  if (mode === 'replay') return <strong className="mode-badge mode-replay">{t('replay')}</strong>;
  return null;
}

/** The strip across the top of a replay. `children`: the way back to live. */
export function ReplayBanner({ children }: { readonly children?: ReactNode }): ReactNode {
  const { t } = useTranslation('shell');
  return (
    <output className="replay-banner">
      <strong>{t('replay')}</strong>
      {children}
    </output>
  );
}

/** The same for pages that people work on: a bar that says so and leaves the page usable. */
export function InterruptionBar(): ReactNode {
  const { t } = useTranslation('shell');
  const connection = useSession((state) => state.connection);
  const zone = useZone();
  if (connection.state !== 'interrupted') return null;
  return (
    <p className="interruption-bar" role="alert">
      <strong>{t('interruptedSince', { time: formatTime(connection.sinceMs, zone, 'datetime') })}</strong>{' '}
      {t('reconnecting')}
    </p>
  );
}

/**
 * Covers the claim to be live while the server is not heard (data interrupted since ...). `announced`: says so to screen
 * readers too; where the bar is on the page it has said it.
 */
export function InterruptionCover({ announced = false }: { readonly announced?: boolean }): ReactNode {
  const { t } = useTranslation('shell');
  const connection = useSession((state) => state.connection);
  const zone = useZone();
  const wallMs = useWallNow();
  if (connection.state !== 'interrupted') return null;
  return (
    <div className="interruption">
      <div className="interruption-box">
        {/* The age counts on every second and is no part of what is announced. */}
        <strong {...(announced ? { role: 'alert' } : {})}>
          {t('interruptedSince', {
            time: `${formatTime(connection.sinceMs, zone, 'date')} ${formatTime(connection.sinceMs, zone, 'clock')}`,
          })}
        </strong>
        <span>{t('interruptedAge', { age: formatAge(wallMs - connection.sinceMs) })}</span>
        <p>{t('reconnecting')}</p>
      </div>
    </div>
  );
}
