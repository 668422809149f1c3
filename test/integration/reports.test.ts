import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { waitUntil } from '../services/wait-until.ts';
import { makePlace, planAlarms, type Place, type Program } from './program.ts';

vi.setConfig({ testTimeout: 180_000 });

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.remove());

const report = (values: Record<string, unknown>) => ({ plan: 'yangcheng-explosives', values });

async function file(program: Program, body: unknown, cookie?: string): Promise<[number, unknown]> {
  const answer = await program.post('/api/reports', body, cookie === undefined ? {} : { cookie });
  return [answer.status, await answer.json()];
}

describe('an incident report', () => {
  test('is judged at once, raises the alarm, is corrected by the next one, and stands after a kill', async () => {
    const program = await place.start();
    const cookie = await program.signIn('operator', '值班甲');
    const [status, first] = await file(program, report({ deaths: 2, injured: 3, place: '示例厂区' }), cookie);
    expect([status, first]).toMatchObject([
      200,
      {
        accepted: 2,
        levels: expect.arrayContaining([
          expect.objectContaining({ rule: 'accident-grade', subject: 'testshire', level: 'III' }),
        ]),
        alarms: expect.arrayContaining([expect.objectContaining({ level: 'III', state: 'unacknowledged' })]),
      },
    ]);
    const [, second] = await file(program, report({ deaths: 10 }), cookie);
    expect(second).toMatchObject({ levels: expect.arrayContaining([expect.objectContaining({ level: 'I' })]) });
    await program.kill();

    const again = await place.start({ KEEP_DATA: '1' });
    const alarms = await planAlarms(again);
    expect(alarms.find(({ rule }) => rule === 'accident-grade')).toMatchObject({ level: 'I', subject: 'testshire' });
    const warnings = await again.get('/api/warnings');
    expect(warnings).toMatchObject([{ plan: 'yangcheng-explosives', state: 'recommended', recommended: 'I' }]);
    expect(await again.stop()).toBe(0);
  });

  test('is refused with the field and the reason: nothing of it is kept', async () => {
    const program = await place.start();
    const cookie = await program.signIn('operator', '值班甲');
    expect(await file(program, report({ deaths: 1 }))).toMatchObject([401, { code: 'not-signed-in' }]);
    const viewer = await program.signIn('viewer', '访客');
    expect(await file(program, report({ deaths: 1 }), viewer)).toMatchObject([403, { code: 'not-allowed' }]);
    expect(await file(program, report({ deaths: 1.5, spread: 2, ended: 1, injured: -1 }), cookie)).toMatchObject([
      422,
      {
        code: 'invalid-report',
        errors: [
          { field: 'deaths', reason: 'expected a whole number from 0, found 1.5' },
          { field: 'spread', reason: expect.stringContaining('is no field of the form accident') },
          { field: 'ended', reason: 'expected true or false, found 1' },
          { field: 'injured', reason: 'expected a whole number from 0, found -1' },
        ],
      },
    ]);
    expect(await file(program, report({ place: '只有文字' }), cookie)).toMatchObject([422, { code: 'invalid-report' }]);
    expect(await file(program, { plan: 'nowhere', values: { deaths: 1 } }, cookie)).toMatchObject([
      422,
      { code: 'unknown-id' },
    ]);
    expect(await file(program, { ...report({ deaths: 1 }), subject: 'elsewhere' }, cookie)).toMatchObject([
      422,
      { code: 'unknown-id', detail: 'subject: expected one of testshire, found "elsewhere"' },
    ]);
    const ahead = await file(program, { ...report({ deaths: 1 }), time: Date.now() + 3_600_000 }, cookie);
    expect(ahead).toMatchObject([422, { code: 'invalid-report', detail: expect.stringContaining('future') }]);
    expect(await file(program, { plan: 'yangcheng-explosives' }, cookie)).toMatchObject([
      400,
      { code: 'invalid-body' },
    ]);
    expect(await planAlarms(program)).toEqual([]);
  });
});

describe('an outage inferred from load alone', () => {
  test('is closed by an operator, once, and stays closed after a restart', async () => {
    const program = await place.start();
    const now = Date.now();
    const load = (minutesAgo: number, value: number) => ({
      source: 'ts-grid',
      metric: 'grid.load',
      time: now - minutesAgo * 60_000,
      value,
    });
    await program.post('/api/readings', {
      readings: [load(8, 300), load(7, 300), load(6, 300), load(5, 300), load(4, 200)],
    });
    const raised = await waitUntil('the alarm', async () => (await planAlarms(program))[0] ?? null);
    expect(raised).toMatchObject({ rule: 'county-loss', level: 'III' });
    const cookie = await program.signIn('operator', '值班甲');
    const close = (id: string, headers: Record<string, string> = { cookie }) =>
      program.post(`/api/events/${id}/close`, {}, headers);
    expect((await close('ts-grid', {})).status).toBe(401);
    expect((await close('nothing')).status).toBe(404);
    const closed = await close('ts-grid');
    expect([closed.status, await closed.json()]).toMatchObject([
      200,
      { id: 'ts-grid', levels: [{ rule: 'county-loss', subject: 'ts-grid', level: 'none' }] },
    ]);
    expect((await close('ts-grid')).status).toBe(409);
    await program.kill();

    const again = await place.start({ KEEP_DATA: '1' });
    const levels = (await again.get('/api/levels')) as { rule: string; level: string }[];
    expect(levels.find(({ rule }) => rule === 'county-loss')).toMatchObject({ level: 'none' });
  });
});
