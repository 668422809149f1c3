import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIVE, apiPath, drillWorld, liveAddress, pathInWorld, worldOf } from './world.ts';

describe('the world of an address', () => {
  it.each([
    ['/drills/d-1/wall', 'd-1'],
    ['/drills/d-1/papers/w-1/bulletin', 'd-1'],
    ['/drills/d-1/', 'd-1'],
    ['/drills/d-1', 'd-1'],
  ])('%s is a drill', (address, id) => expect(worldOf(address)).toEqual(drillWorld(id)));

  it.each([
    '/',
    '/wall',
    '/drills',
    '/drills/',
    '/drills//wall',
    '/console/drills/d-1',
    '/drills/../wall',
    '/drillsd-1',
  ])('%s is live', (address) => expect(worldOf(address)).toEqual(LIVE));
});

describe('where the server answers', () => {
  it('is under the drill in a drill, and nowhere else', () => {
    expect(apiPath('/warnings/w-1/steps', LIVE)).toBe('/api/warnings/w-1/steps');
    expect(apiPath('/warnings/w-1/steps', drillWorld('d-1'))).toBe('/api/drills/d-1/warnings/w-1/steps');
  });
});

describe('the way from a drill to live', () => {
  it.each([
    ['/drills/d-1/wall', '/wall'],
    ['/drills/d-1/cases', '/cases'],
    ['/drills/d-1/papers/w-1/bulletin', '/cases'],
    ['/drills/d-1', '/'],
    ['/drills/d-1/', '/'],
    // Within its world a page is called as live calls it.
    ['/papers/w-1/bulletin', '/cases'],
    ['/console', '/console'],
  ])('leads from %s to %s', (from, to) => expect(liveAddress(from)).toBe(to));

  it('is known by the path within the world', () => {
    expect(pathInWorld('/drills/d-1/wall')).toBe('/wall');
    expect(pathInWorld('/drills/d-1')).toBe('/');
    expect(pathInWorld('/wall')).toBe('/wall');
  });
});

describe('the client', () => {
  /** What all worlds share, and is asked for under `/api/` itself; of jurisdictions their outlines. */
  const SHARED = ['session', 'sign-in', 'accounts', 'walls', 'wall-layouts', 'replays', 'drills', 'jurisdictions'];
  const client = resolve(import.meta.dirname, '..');
  const sources = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /(?<!\.test)\.tsx?$/.test(name) && name !== join('session', 'world.ts'),
  );

  it('asks for whatever belongs to a world by `apiPath`', () => {
    const direct = sources.flatMap((name) =>
      [...readFileSync(join(client, name), 'utf8').matchAll(/['"`]\/api\/([\w-]*)/g)]
        .filter(([, what = '']) => !SHARED.includes(what))
        .map(([match]) => `${name}: ${match}`),
    );
    expect(direct).toEqual([]);
  });
});
