import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * A file or folder of the real data that is no part of the project (`WANGLOU_TEST_DATA`, by default `../shared/data`).
 * Gives null, after one line that says so, where the data are not at hand.
 * @throws Error in CI, where nothing may be left out.
 */
export function findRealData(path: string): string | null {
  const root = resolve(import.meta.dirname, '../..', process.env['WANGLOU_TEST_DATA'] ?? '../shared/data');
  const found = join(root, path);
  if (existsSync(found)) return found;
  const message = `no real data at ${found}: set WANGLOU_TEST_DATA; the tests that need them are left out`;
  if (process.env['CI'] !== undefined && process.env['CI'] !== '') throw new Error(message);
  console.warn(message);
  return null;
}
