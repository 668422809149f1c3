import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Subject } from '../../server/model/jurisdiction.ts';
import type { Jurisdiction } from '../../server/wire/shapes.ts';
import { formatAge } from '../i18n/index.ts';
import { usePanelAge } from './hooks.ts';
import type { PanelAge } from './sources.ts';

/** Every series of a place: for panels that show all of it. */
export const isAnything = (): boolean => true;

/** How old the newest datum of a panel is, once it is older than it should be. `isOf` is the same function each time. */
export function NewestAge({
  jurisdictions,
  isOf,
}: {
  readonly jurisdictions: readonly Jurisdiction[];
  readonly isOf: (subject: Subject, metric: string) => boolean;
}): ReactNode {
  return <AgeWords age={usePanelAge(jurisdictions, isOf)} />;
}

/** The same, of an age that is at hand. */
export function AgeWords({ age }: { readonly age: PanelAge | null }): ReactNode {
  const { t } = useTranslation('wall');
  if (age === null) return null;
  return (
    <span className={age.isStale ? 'w-age hatch w-strong' : 'w-age'}>{t('age', { age: formatAge(age.ageMs) })}</span>
  );
}
