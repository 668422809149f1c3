import { VirtualTimeScheduler } from 'rxjs';
import { expect, test } from 'vitest';
import { createReplays } from './sessions.ts';

test('a replay whose store fails ends, says why, and makes room for others', async () => {
  const scheduler = new VirtualTimeScheduler(undefined, 100);
  const errors: unknown[] = [];
  let count = 0;
  const replays = createReplays({
    store: {
      // oxlint-disable-next-line require-yield
      async *scan() {
        throw await Promise.resolve(new Error('away'));
      },
    },
    jurisdictions: [{ id: 'town', name: { zh: '', en: '' }, timezone: 'UTC', plans: [], subjects: [] }],
    plans: new Map(),
    standards: [],
    scheduler,
    newId: () => `r-${(count += 1)}`,
    breathe: () => Promise.resolve(),
    onError: (error) => errors.push(error),
  });
  const request = { from: 0, to: 1000, speed: 1, plan: null, jurisdiction: null };
  for (let number = 0; number < 8; number += 1) expect(await replays.create(request)).toMatchObject({ ok: true });
  expect(await replays.create(request)).toMatchObject({ ok: false, code: 'too-many-replays' });
  scheduler.flush();
  await expect.poll(() => replays.get('r-8')).toBeNull();
  expect(errors).toEqual(Array(8).fill(new Error('away')));
  expect(await replays.create(request)).toMatchObject({ ok: true });
  expect(replays.remove('r-9')).toBe(true);
  expect(replays.remove('r-9')).toBe(false);
});
