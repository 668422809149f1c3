import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAge, formatTime } from '../i18n/index.ts';
import { useSession, useWallNow } from '../session/context.tsx';
import { SignInRefused } from '../session/account.ts';
import { useRefusalWords } from './refusal-words.ts';

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

/** What has happened and what is being done: a page that never had a picture shows nothing that could be out of date. */
function useInterruptionWords(): { readonly isNew: boolean; readonly about: string } {
  const { t } = useTranslation('shell');
  const isNew = useSession((state) => state.mode === null);
  const refusedWith = useSession((state) => state.refusedWith);
  const reasonOf = useRefusalWords();
  if (!isNew) return { isNew, about: t('reconnecting') };
  if (refusedWith === null) return { isNew, about: t('connectingOn') };
  const reason = reasonOf(new SignInRefused(refusedWith, refusedWith, null));
  return { isNew, about: t('connectionRefused', { reason }) };
}

/** The same for pages that people work on: a bar that says so and leaves the page usable. */
export function InterruptionBar(): ReactNode {
  const { t } = useTranslation('shell');
  const connection = useSession((state) => state.connection);
  const zone = useZone();
  const { isNew, about } = useInterruptionWords();
  if (connection.state !== 'interrupted') return null;
  return (
    <p className="interruption-bar" role="alert" data-state={isNew ? 'loading' : 'old'}>
      <strong>
        {isNew ? t('notConnected') : t('interruptedSince', { time: formatTime(connection.sinceMs, zone, 'datetime') })}
      </strong>{' '}
      {about}
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
  const { isNew, about } = useInterruptionWords();
  if (connection.state !== 'interrupted') return null;
  return (
    <div className="interruption" data-state={isNew ? 'loading' : 'old'}>
      <div className="interruption-box">
        {/* The age counts on every second and is no part of what is announced. */}
        <strong {...(announced ? { role: 'alert' } : {})}>
          {isNew
            ? t('notConnected')
            : t('interruptedSince', {
                time: `${formatTime(connection.sinceMs, zone, 'date')} ${formatTime(connection.sinceMs, zone, 'clock')}`,
              })}
        </strong>
        <span>{t(isNew ? 'notConnectedAge' : 'interruptedAge', { age: formatAge(wallMs - connection.sinceMs) })}</span>
        <p>{about}</p>
      </div>
    </div>
  );
}
