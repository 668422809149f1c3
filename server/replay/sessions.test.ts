import { VirtualTimeScheduler } from 'rxjs';
import { expect, test } from 'vitest';
import { createReplays } from './sessions.ts';

const jurisdictions = [{ id: 'town', name: { zh: '', en: '' }, timezone: 'UTC', plans: [], subjects: [] }];

test('the time that loading takes is not played in one leap', async () => {
  const scheduler = new VirtualTimeScheduler(undefined, 0);
  /** Lets virtual time pass, with room for what waits on promises. */
  const pass = async (ms: number): Promise<void> => {
    for (const end = scheduler.frame + ms; scheduler.frame < end;) {
      scheduler.maxFrames = scheduler.frame + 100;
      scheduler.flush();
      scheduler.frame = scheduler.maxFrames;
      await new Promise((done) => setImmediate(done));
    }
  };
  let load = (): void => undefined;
  const loaded = new Promise<void>((done) => (load = done));
  const replays = createReplays({
    store: {
      // oxlint-disable-next-line require-yield
      async *scan() {
        await loaded;
      },
    },
    jurisdictions,
    plans: new Map(),
    standards: [],
    acknowledgements: () => [],
    scheduler,
    newId: () => 'r',
    breathe: () => Promise.resolve(),
    onError: (error) => {
      throw error;
    },
  });
  const from = Date.UTC(2024, 0, 1);
  await replays.create({ from, to: from + 86_400_000, speed: 60, plan: null, jurisdiction: null });
  await pass(10_000);
  expect(replays.get('r')?.now()).toBe(from);
  load();
  await expect.poll(async () => (await pass(100), replays.get('r')?.speed())).toBe(60);
  const began = replays.get('r')?.now() ?? 0;
  expect(began - from).toBeLessThanOrEqual(100 * 60);
  await pass(5000);
  expect((replays.get('r')?.now() ?? 0) - began).toBe(5000 * 60);
  replays.remove('r');
});

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
    jurisdictions,
    plans: new Map(),
    standards: [],
    acknowledgements: () => [],
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
