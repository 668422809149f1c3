import type { ReactNode } from 'react';
import { formatAge } from '../i18n/index.ts';

/** How old something is; hatched once it is older than `staleMs`. */
export function Age({ ms, staleMs }: { readonly ms: number; readonly staleMs?: number }): ReactNode {
  const isStale = staleMs !== undefined && ms > staleMs;
  return <span className={isStale ? 'age hatch' : 'age'}>{formatAge(ms)}</span>;
}
