/** What stands in the place of a panel's content, or over it, while it is not what it should be. */
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAge } from '../i18n/index.ts';
import { useWallNow } from '../session/context.tsx';
import type { Loaded } from './use-asked.ts';

/**
 * `loading`: nothing is known yet; `empty`: it is known that there is nothing; `never`: there can be nothing, since nothing
 * has ever come in; `unknown`: it cannot be said; `failed`: it was asked for and not had; `old`: it was had once, and may
 * be another now. What cannot be said is hatched: it must not look like what is known to be nothing.
 */
export type NoteState = 'loading' | 'empty' | 'never' | 'unknown' | 'failed' | 'old';

const HATCHED: ReadonlySet<NoteState> = new Set<NoteState>(['never', 'unknown', 'failed', 'old']);

/** A sentence on how things stand, and under it what that means and what to expect. */
export function StateNote({
  state,
  about,
  className = 'page-note',
  children,
}: {
  readonly state: NoteState;
  readonly about?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className={className} data-state={state}>
      <p className={HATCHED.has(state) ? 'hatch' : undefined}>{children}</p>
      {about !== undefined && about !== null && <p className="note-about">{about}</p>}
    </div>
  );
}

/** Nobody wonders about less. */
const PATIENCE_MS = 5000;

/** Something is on its way. After a while it says for how long, and offers to ask again. */
export function Waiting({
  words,
  onAgain,
  className,
}: {
  /** What is waited for; `loading` when left out. */
  readonly words?: string;
  readonly onAgain?: () => void;
  readonly className?: string;
}): ReactNode {
  const { t } = useTranslation('shell');
  const [sinceMs] = useState(() => Date.now());
  const forMs = useWallNow() - sinceMs;
  const isLong = forMs >= PATIENCE_MS;
  return (
    <StateNote
      state="loading"
      {...(className === undefined ? {} : { className })}
      about={
        isLong ? (
          <>
            {t('request.waited', { age: formatAge(forMs) })}{' '}
            {onAgain !== undefined && (
              <button type="button" className="quiet-button" onClick={onAgain}>
                {t('request.again')}
              </button>
            )}
          </>
        ) : null
      }
    >
      {words ?? t('loading')}
    </StateNote>
  );
}

function Again({ isAsking, onAgain }: { readonly isAsking: boolean; readonly onAgain: () => void }): ReactNode {
  const { t } = useTranslation('shell');
  return (
    <button type="button" className="quiet-button" disabled={isAsking} onClick={onAgain}>
      {t(isAsking ? 'request.trying' : 'request.again')}
    </button>
  );
}

/** What went wrong, and a way to try again. */
export function Failed({
  reason,
  isAsking = false,
  onAgain,
  className = 'page-note',
}: {
  readonly reason: string;
  readonly isAsking?: boolean;
  readonly onAgain: () => void;
  readonly className?: string;
}): ReactNode {
  const { t } = useTranslation('shell');
  return (
    <div className={className} data-state="failed">
      <p className="hatch" role="alert">
        {t('request.failed', { reason })}
      </p>
      <p>
        <Again isAsking={isAsking} onAgain={onAgain} />
      </p>
    </div>
  );
}

/** Says over an answer that it is an old one, how old and why; nothing over the newest. */
export function Outdated({ asked }: { readonly asked: Loaded<unknown> }): ReactNode {
  if (asked.kind !== 'ready' || asked.old === null) return null;
  return <OldNote {...asked.old} isAsking={asked.isAsking} onAgain={asked.again} />;
}

function OldNote({
  reason,
  atMs,
  isAsking,
  onAgain,
}: {
  readonly reason: string;
  readonly atMs: number;
  readonly isAsking: boolean;
  readonly onAgain: () => void;
}): ReactNode {
  const { t } = useTranslation('shell');
  const nowMs = useWallNow();
  return (
    <div className="old-note" data-state="old">
      <span className="hatch">{t('request.old', { age: formatAge(nowMs - atMs) })}</span>{' '}
      {/* The age counts on, and is no part of what is announced. */}
      <span role="alert">{t('request.failed', { reason })}</span> <Again isAsking={isAsking} onAgain={onAgain} />
    </div>
  );
}

/** A question's answer once it is there, under a word that it is old where it is; before that what became of the question. */
export function Answer<T>({
  asked,
  words,
  onAgain = asked.again,
  children,
}: {
  readonly asked: Loaded<T>;
  /** What is waited for. */
  readonly words?: string;
  /** Where asking again means more than the same question. */
  readonly onAgain?: () => void;
  readonly children: (value: T) => ReactNode;
}): ReactNode {
  switch (asked.kind) {
    case 'loading':
      return <Waiting {...(words === undefined ? {} : { words })} onAgain={onAgain} />;
    case 'failed':
      return <Failed reason={asked.reason} isAsking={asked.isAsking} onAgain={onAgain} />;
    case 'ready':
      return (
        <>
          <Outdated asked={asked} />
          {children(asked.value)}
        </>
      );
  }
}
