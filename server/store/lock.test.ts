import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './lock.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wanglou-lock-'));
  file = join(directory, 'lock');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('one holds it at a time, and lets it go', async () => {
  const release = await takeLock(file);
  await expect(takeLock(file)).rejects.toThrow(`lock: in use by process ${process.pid}`);
  await release();
  expect(existsSync(file)).toBe(false);
  await (
    await takeLock(file)
  )();
});

test.each([
  [
    'a process that is gone',
    async () => {
      const child = spawn(process.execPath, ['-e', '']);
      await once(child, 'exit');
      return JSON.stringify({ pid: child.pid, started: '1' });
    },
  ],
  ['a process whose number another one has now', () => JSON.stringify({ pid: process.pid, started: 'before' })],
  ['a process that died before it wrote its number', () => ''],
])('a lock left by %s is taken over', async (_name, content) => {
  writeFileSync(file, await content());
  const release = await takeLock(file);
  expect(readFileSync(file, 'utf8')).toContain(`"pid":${process.pid},`);
  await release();
});
