import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WireWarning } from '../../server/wire/shapes.ts';
import { waitUntil } from '../services/wait-until.ts';
import { makePlace, type Place, type Program } from './program.ts';

vi.setConfig({ testTimeout: 180_000 });

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.remove());

/** Customers out of the 1000 of the town's grid. */
const out = (value: number) => ({
  readings: [{ source: 'ts-grid-town', metric: 'grid.customers_out', time: Date.now(), value }],
});
const caseOf = async (program: Program): Promise<WireWarning | undefined> =>
  ((await program.get('/api/warnings')) as WireWarning[])[0];
const theCase = (program: Program, isIt: (warning: WireWarning) => boolean = () => true): Promise<WireWarning> =>
  waitUntil('the case', async () => {
    const found = await caseOf(program);
    return found !== undefined && isIt(found) ? found : null;
  });

type Roles = Readonly<Record<'office' | 'deputy-commander' | 'commander' | 'viewer', string>>;
const signInAll = async (program: Program): Promise<Roles> => ({
  office: await program.signIn('office', '应急办甲'),
  'deputy-commander': await program.signIn('deputy-commander', '副指挥乙'),
  commander: await program.signIn('commander', '指挥丙'),
  viewer: await program.signIn('viewer', '访客'),
});

describe('a response to an outage', () => {
  test('goes from recommendation to force and to its end, by the roles of the plan, over a power cut', async () => {
    const program = await place.start();
    const roles = await signInAll(program);
    await program.post('/api/readings', out(700));
    const recommended = await theCase(program);
    expect(recommended).toMatchObject({
      plan: 'yangcheng-outage',
      state: 'recommended',
      level: 'none',
      recommended: 'II',
      action: 'start',
      origin: { kind: 'recommendation' },
      evidence: [{ clause: '4.3.2.1 (2)' }],
    });
    const send = async (running: Program, as: keyof Roles, body: object, revision?: number) => {
      const of = await theCase(running);
      const answer = await running.post(
        `/api/warnings/${of.id}/steps`,
        { revision: revision ?? of.revision, ...body },
        { cookie: roles[as] },
      );
      return [answer.status, (await answer.json()) as Record<string, unknown>] as const;
    };
    const step = async (as: keyof Roles, name: string) => (await send(program, as, { step: name }))[0];

    expect(await step('viewer', 'verify')).toBe(403);
    expect(await step('office', 'start-ii')).toBe(403);
    for (const name of ['verify', 'assess-ii', 'propose-ii']) expect(await step('office', name)).toBe(200);
    const [status, refused] = await send(program, 'office', { step: 'start-ii' });
    expect([status, refused]).toMatchObject([
      403,
      { code: 'not-allowed', roles: ['deputy-commander', 'commander'], warning: { state: 'drafted' } },
    ]);
    const [stale, told] = await send(program, 'commander', { step: 'start-ii' }, 1);
    expect([stale, told]).toMatchObject([409, { code: 'stale-revision', warning: { revision: 4 } }]);
    expect(await step('deputy-commander', 'start-ii')).toBe(200);
    const inForce = await theCase(program, ({ state }) => state === 'in-force');
    expect(inForce).toMatchObject({ level: 'II', recommended: 'II', starter: '副指挥乙' });
    expect(inForce.measures.length).toBeGreaterThan(5);
    const [first] = inForce.measures;
    const ticked = await send(program, 'office', {
      command: 'measure',
      measure: first?.id,
      unit: first?.unit,
      file: '现场照片.jpg',
      note: '已到位',
    });
    expect(ticked[0]).toBe(200);
    await program.kill();

    const again = await place.start({ KEEP_DATA: '1' });
    Object.assign(roles, await signInAll(again));
    const back = await theCase(again);
    expect(back).toMatchObject({ id: inForce.id, state: 'in-force', level: 'II', starter: '副指挥乙' });
    expect(back.measures[0]?.done).toMatchObject({ by: '应急办甲', file: '现场照片.jpg' });

    // Over by the readings: the end is recommended, and whoever started it ends it once all is confirmed.
    await again.post('/api/readings', out(0));
    const ending = await theCase(again, ({ recommended: to }) => to === 'none');
    expect(ending).toMatchObject({ action: 'end', level: 'II' });
    expect((await send(again, 'office', { step: 'confirm-end' }))[0]).toBe(200);
    const [early, why] = await send(again, 'deputy-commander', { step: 'end' });
    expect([early, why['code']]).toEqual([409, 'wrong-state']);
    for (let item = 0; item < ending.confirm.length; item += 1) {
      expect((await send(again, 'office', { command: 'confirm', item }))[0]).toBe(200);
    }
    expect((await send(again, 'commander', { step: 'end' }))[0]).toBe(403);
    expect((await send(again, 'deputy-commander', { step: 'end' }))[0]).toBe(200);
    const ended = await theCase(again, ({ state }) => state === 'ended');
    expect(ended).toMatchObject({ level: 'none', highest: 'II' });
    expect(await again.stop()).toBe(0);
  });

  test('is declared where the plan leaves it to judgement, and by nobody else', async () => {
    const program = await place.start();
    const roles = await signInAll(program);
    const declare = async (as: keyof Roles, body: object) => {
      const answer = await program.post(
        '/api/declarations',
        { plan: 'yangcheng-outage', ...body },
        { cookie: roles[as] },
      );
      return [answer.status, await answer.json()] as const;
    };
    const plan = (await program.get('/api/plans/yangcheng-outage')) as {
      declarations: { id: string; levels: string[]; by: string[] }[];
    };
    const found = plan.declarations.find(({ levels, by }) => levels.includes('I') && by.includes('commander'));
    const body = { declaration: found?.id, level: 'I', reason: '重要用户大面积停电' };
    expect(await declare('office', body)).toMatchObject([403, { roles: found?.by }]);
    expect(await declare('commander', { ...body, reason: ' ' })).toMatchObject([400, { code: 'invalid-body' }]);
    expect(await declare('commander', { ...body, declaration: 'nothing' })).toMatchObject([
      422,
      { code: 'unknown-id' },
    ]);
    expect(await declare('commander', body)).toMatchObject([
      200,
      { state: 'recommended', recommended: 'I', origin: { kind: 'declaration', reason: '重要用户大面积停电' } },
    ]);
  });
});
