import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlans } from '../plans/use-plans.ts';
import { useSession } from '../session/context.tsx';
import type { Plan } from '../../server/wire/shapes.ts';
import type { WordSource } from './words.ts';

const NONE: readonly Plan[] = [];

/** What the words of the history are made from, in the language now; the same object while nothing of it has changed. */
export function useWords(): WordSource {
  const { t } = useTranslation(['history', 'shell', 'cases', 'plans', 'console', 'drills', 'feeds']);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const asked = usePlans();
  // Without them units and roles are called by their ids.
  const full = asked.kind === 'ready' ? asked.value : NONE;
  return useMemo(() => ({ t, plans, jurisdictions, full }), [t, plans, jurisdictions, full]);
}
