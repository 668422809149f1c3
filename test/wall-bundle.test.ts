import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** What a file imports when it is loaded: no types, which are gone by then, and nothing that is fetched later. */
function loadsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const names: string[] = [];
  for (const [, clause = '', name = ''] of text.matchAll(
    /^(?:import|export)\s+([^;'"]*?)\bfrom\s*['"]([^'"]+)['"]/gm,
  )) {
    if (/^type\b/.test(clause)) continue;
    const inner = /\{([^}]*)\}/.exec(clause)?.[1];
    const isTypesOnly =
      inner !== undefined &&
      clause.trim().startsWith('{') &&
      inner
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .every((part) => part.startsWith('type '));
    if (!isTypesOnly) names.push(name);
  }
  for (const [, name = ''] of text.matchAll(/^import\s*['"]([^'"]+)['"]/gm)) names.push(name);
  return names;
}

/** All files of the project and all packages that some pages load before they can be shown. */
function closureOf(entries: readonly string[]): {
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
} {
  const files = new Set<string>();
  const packages = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    if (!/\.tsx?$/.test(file)) continue;
    for (const name of loadsOf(file)) {
      if (!name.startsWith('.')) packages.add(name);
      else open.push(posix.normalize(posix.join(dirname(file), name)));
    }
  }
  return { files, packages };
}

const WALL = closureOf(['client/main.tsx', 'client/wall/WallPage.tsx']);

describe('what the wall loads', () => {
  it('is a handful of packages: no components of the console, no zod, of ECharts its parts', () => {
    expect([...WALL.packages].toSorted()).toEqual([
      'echarts/charts',
      'echarts/components',
      'echarts/core',
      'echarts/renderers',
      'i18next',
      'react',
      'react-dom/client',
      'react-i18next',
      'react-router',
      'socket.io-client',
    ]);
  });

  it('is nothing of the pages that people work at', () => {
    const pages = ['console', 'accounts', 'walls', 'replay', 'plans', 'feeds', 'reports', 'papers', 'history'];
    const foreign = [...WALL.files].filter((file) => pages.some((page) => file.startsWith(`client/${page}/`)));
    expect(foreign).toEqual([]);
  });

  it('is looked at whole: every import leads to a file, and a page of the console would be seen', () => {
    expect([...WALL.files].filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(WALL.files.size).toBeGreaterThan(50);
    expect([...closureOf(['client/console/ConsolePage.tsx']).packages]).toContain('antd');
  });
});
