import type { Plan } from '../../server/wire/shapes.ts';
import { ask } from '../console/api.ts';
import { useSession } from '../session/context.tsx';
import { apiPath } from '../session/world.ts';
import { useAsked, type Loaded } from '../shared/use-asked.ts';

/** Our own server, and the same build: the shape is the one of `wire`. */
const fetchPlans = async (_query: URLSearchParams, signal: AbortSignal): Promise<readonly Plan[]> =>
  (await ask(apiPath('/plans'), { signal })) as readonly Plan[];

/**
 * The plans as they were loaded, whole. Screens know only what is judged of them. Asked for again after a restart of the
 * server, which may have read other files.
 */
export function usePlans(): Loaded<readonly Plan[]> {
  const epoch = useSession((state) => state.seq?.epoch ?? null);
  return useAsked(epoch === null ? null : '', epoch ?? '', fetchPlans);
}
