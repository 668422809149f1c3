import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STANDARD_LAYOUT, type WallLayout } from '../model/wall-layout.ts';
import { MAX_LAYOUTS, WallLayouts, type LayoutChange } from './layouts.ts';

const layout = (title: string): WallLayout => ({ ...STANDARD_LAYOUT, title });
let folder: string;
let troubles: string[];
const clock = { now: () => Date.UTC(2026, 10, 22) };
const open = (): Promise<WallLayouts> =>
  WallLayouts.open({ folder, clock, onTrouble: (trouble) => troubles.push(String(trouble)) });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layouts-'));
  troubles = [];
});
afterEach(() => rm(folder, { recursive: true }));

describe('layouts of walls', () => {
  it('are there after a restart, with who saved them', async () => {
    const layouts = await open();
    await layouts.save({ id: 'hall', revision: 0, layout: layout('大厅'), by: '甲' });
    await layouts.save({ id: 'hall', revision: 1, layout: layout('指挥大厅'), by: '乙' });
    const again = await open();
    expect(again.list()).toEqual(layouts.list());
    expect(again.get('hall')).toEqual({
      id: 'hall',
      revision: 2,
      savedAt: '2026-11-22T00:00:00Z',
      savedBy: '乙',
      layout: layout('指挥大厅'),
    });
    expect(await readdir(folder)).toEqual(['hall.json']);
  });

  it('are saved by one of two who saw the same revision', async () => {
    const layouts = await open();
    const changes: LayoutChange[] = [];
    layouts.changes$.subscribe((change) => changes.push(change));
    const save = (by: string) => layouts.save({ id: 'hall', revision: 0, layout: layout(by), by });
    const [first, second] = await Promise.all([save('甲'), save('乙')]);
    expect([first.ok, second]).toEqual([true, { ok: false, code: 'stale-revision', present: layouts.get('hall') }]);
    expect(layouts.get('hall')?.savedBy).toBe('甲');
    expect(await layouts.remove('hall', 2)).toMatchObject({ ok: false, code: 'stale-revision' });
    expect(await layouts.remove('hall', 1)).toMatchObject({ ok: true });
    expect(await layouts.remove('hall', 1)).toEqual({ ok: false, code: 'stale-revision', present: null });
    expect(changes).toEqual([
      { id: 'hall', revision: 1 },
      { id: 'hall', revision: 0 },
    ]);
    expect((await open()).list()).toEqual([]);
  });

  it('are bounded, and told apart by more than the case of their letters', async () => {
    const layouts = await open();
    for (let n = 0; n < MAX_LAYOUTS; n += 1) {
      await layouts.save({ id: `w${n}`, revision: 0, layout: layout('墙'), by: '甲' });
    }
    const save = (id: string, revision = 0) => layouts.save({ id, revision, layout: layout('墙'), by: '甲' });
    expect(await save('W1')).toMatchObject({ ok: false, code: 'name-taken' });
    expect(await save('one-more')).toMatchObject({ ok: false, code: 'too-many-layouts' });
    expect(await save('w1', 1)).toMatchObject({ ok: true });
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, 40)],
    ['with a panel that there is not', (text: string) => text.replace('"gauges"', '"clock"')],
    ['under another name', (text: string) => text.replace('"hall"', '"lobby"')],
  ])('a file %s is told and left out, and the others are read', async (_, spoil) => {
    const layouts = await open();
    for (const id of ['hall', 'lobby']) await layouts.save({ id, revision: 0, layout: layout(id), by: '甲' });
    const file = join(folder, 'hall.json');
    await writeFile(file, spoil(await readFile(file, 'utf8')));
    // What a process that was killed while it wrote leaves behind is no layout.
    await writeFile(join(folder, 'lobby.json.new'), '{');
    expect((await open()).list().map(({ id }) => id)).toEqual(['lobby']);
    expect(troubles).toEqual([expect.stringContaining('hall.json: not the layout of a wall')]);
  });
});
