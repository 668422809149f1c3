import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDevice, writeDevice } from './devices.ts';
import { argon2id, Busy, createGate } from './hashing.ts';
import { newToken, oneTimePassword } from './one-time.ts';
import { openSecrets } from './secrets.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wanglou-secrets-'));
  file = join(folder, 'accounts', 'secrets.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;
const HASH = '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA';

describe('the file of secrets', () => {
  it('is for its owner only, keeps what was set, and forgets what was replaced or taken away', async () => {
    const secrets = await openSecrets(file);
    expect([modeOf(file), modeOf(join(folder, 'accounts'))]).toEqual([0o600, 0o700]);
    await Promise.all([
      secrets.setPassword('u-1', `${HASH}1`),
      secrets.setPassword('u-2', HASH),
      secrets.setWall('w-1', 'a'.repeat(64)),
    ]);
    await secrets.setPassword('u-1', `${HASH}2`);
    await secrets.removeWall('w-1');
    const again = await openSecrets(file);
    expect([again.passwordOf('u-1'), again.passwordOf('u-2'), again.passwordOf('constructor')]).toEqual([
      `${HASH}2`,
      HASH,
      null,
    ]);
    expect([again.walls(), again.deviceKey]).toEqual([[], secrets.deviceKey]);
    expect(readFileSync(file, 'utf8')).not.toContain(`${HASH}1`);
    expect(modeOf(file)).toBe(0o600);
  });

  it('that others could read is closed again', async () => {
    await openSecrets(file);
    chmodSync(file, 0o644);
    await openSecrets(file);
    expect(modeOf(file)).toBe(0o600);
  });

  it('that is not one of ours is named, and none of its values', async () => {
    await openSecrets(file);
    writeFileSync(file, JSON.stringify({ version: 1, deviceKey: 'tiny', passwords: { 'u-1': 'plain' }, walls: {} }));
    const message = await openSecrets(file).then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(message).toMatch(/secrets\.json: not a file of secrets \(deviceKey, passwords\.u-1\)/);
    expect(message).not.toMatch(/tiny|plain/);
    writeFileSync(file, 'nonsense');
    await expect(openSecrets(file)).rejects.toThrow(/no JSON/);
  });
});

describe('a device', () => {
  it('remembers who signed in on it; nobody else can say so', () => {
    const first = writeDevice('key', null, 'u-1');
    const second = writeDevice('key', readDevice('key', first), 'u-2');
    const device = readDevice('key', second);
    expect(device?.accounts).toEqual(['u-2', 'u-1']);
    expect(device?.id).toBe(readDevice('key', first)?.id);
    const [payload = '', signature = ''] = second.split('.');
    for (const forged of [
      null,
      '',
      payload,
      `${payload}.`,
      `${payload}x.${signature}`,
      `${payload}.${'A'.repeat(43)}`,
    ]) {
      expect(readDevice('key', forged)).toBeNull();
    }
    expect(readDevice('other key', second)).toBeNull();
  });

  it('remembers a dozen', () => {
    let value: string | null = null;
    for (let i = 0; i < 20; i++) value = writeDevice('key', readDevice('key', value), `u-${i}`);
    expect(readDevice('key', value)?.accounts).toHaveLength(12);
  });
});

describe('hashes', () => {
  it('are argon2id with the cost that was asked for, and differ for one password', async () => {
    const hasher = argon2id({ memoryKiB: 16, passes: 2, lanes: 1 });
    const [one, other] = [await hasher.hash('a password'), await hasher.hash('a password')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=16,t=2,p=1\$/);
    expect(one).not.toBe(other);
    expect([await hasher.verify(one, 'a password'), await hasher.verify(one, 'another')]).toEqual([true, false]);
  });

  it('are made two at a time: of the rest some wait, more are sent away, known devices come first', async () => {
    const pass = createGate({ parallel: 2, maxWaiting: 1 });
    const order: string[] = [];
    const open: (() => void)[] = [];
    const work = (name: string, isPrivileged = false): Promise<void> =>
      pass(isPrivileged, () => {
        order.push(name);
        return new Promise((done) => open.push(done));
      });
    const all = [work('a'), work('b'), work('c')];
    await expect(work('d')).rejects.toBeInstanceOf(Busy);
    all.push(work('known', true));
    expect(order).toEqual(['a', 'b']);
    for (const count of [3, 4]) {
      open.shift()?.();
      await expect.poll(() => order.length).toBe(count);
    }
    expect(order).toEqual(['a', 'b', 'known', 'c']);
    for (const finish of open) finish();
    await Promise.all(all);
    // All places are free again.
    const again = [work('e'), work('f')];
    expect(order.slice(4)).toEqual(['e', 'f']);
    for (const finish of open.slice(-2)) finish();
    await Promise.all(again);
  });
});

it('one-time passwords and tokens are long and never the same', () => {
  expect(oneTimePassword()).toMatch(/^[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){3}$/);
  expect(newToken()).toMatch(/^[\w-]{43}$/);
  expect(new Set(Array.from({ length: 100 }, newToken)).size).toBe(100);
});
