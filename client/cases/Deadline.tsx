import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAge, formatTime } from '../i18n/index.ts';
import { useNow } from '../session/context.tsx';

/** A deadline with what is left of it; once it has passed, for how long. */
export function Deadline({ at, zone }: { readonly at: string; readonly zone: string }): ReactNode {
  const { t } = useTranslation('cases');
  const left = Date.parse(at) - useNow();
  return (
    <span className={left < 0 ? 'urgent' : undefined}>
      {formatTime(at, zone, 'short')}{' '}
      <strong>{left < 0 ? t('late', { age: formatAge(-left) }) : t('left', { age: formatAge(left) })}</strong>
    </span>
  );
}
