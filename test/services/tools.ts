/**
 * Programs that tests run but npm does not bring: InfluxDB, Chromium and fonts with Chinese glyphs. What the machine has
 * is used; else Debian's packages are unpacked under `.cache/tools`, with the shared libraries that the machine lacks.
 * Nothing is installed, and no root is needed.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

export type ToolName = 'influxd' | 'chromium';

/** A program that can be started, and the environment variables that it needs for that. */
export interface Tool {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Recipe {
  /** Names to look for, best first. */
  readonly programs: readonly string[];
  /** Environment variable that names the program. */
  readonly setting: string;
  /** Debian package. */
  readonly packageName: string;
  /** The program inside the unpacked package. */
  readonly unpacked: string;
}

const CACHE = resolve(import.meta.dirname, '../../.cache/tools');
const FONT_PACKAGE = 'fonts-noto-cjk';

const RECIPES: Readonly<Record<ToolName, Recipe>> = {
  influxd: {
    programs: ['influxd'],
    setting: 'WANGLOU_INFLUXD',
    packageName: 'influxdb',
    unpacked: 'usr/bin/influxd',
  },
  chromium: {
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    setting: 'WANGLOU_CHROMIUM',
    packageName: 'chromium',
    // The script in usr/bin starts the program of the machine, not the one beside it.
    unpacked: 'usr/lib/chromium/chromium',
  },
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

function onPath(program: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, program)).find((path) => isExecutable(path)) ?? null;
}

/** Folders under `root` where Debian keeps shared libraries that programs are linked with. */
function libraryFolders(root: string): string[] {
  return ['usr/lib', 'lib']
    .map((part) => join(root, part))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => {
      const forMachine = readdirSync(folder)
        .filter((entry) => entry.includes('-linux-gnu'))
        .map((entry) => join(folder, entry));
      return [folder, ...forMachine, ...forMachine.map((entry) => join(entry, 'pulseaudio'))];
    })
    .filter((folder) => existsSync(folder));
}

/** A package's folder in the cache, or null when it has not been unpacked to its end. */
function unpackedRoot(packageName: string): string | null {
  const folder = join(CACHE, packageName);
  return existsSync(join(folder, 'complete')) ? join(folder, 'root') : null;
}

/** The settings that let programs see fonts unpacked into the cache; empty when there are none. */
function fontSettings(): Record<string, string> {
  const root = unpackedRoot(FONT_PACKAGE);
  if (root === null) return {};
  const file = join(CACHE, FONT_PACKAGE, 'fonts.conf');
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>${join(root, 'usr/share/fonts')}</dir>
  <cachedir>${join(CACHE, FONT_PACKAGE, 'fontconfig')}</cachedir>
</fontconfig>
`,
  );
  return { FONTCONFIG_FILE: file };
}

/**
 * A program that this machine has or that was unpacked before; null when there is none.
 * @throws Error when the setting names a file that cannot be run.
 */
export function findTool(name: ToolName): Tool | null {
  const recipe = RECIPES[name];
  const set = process.env[recipe.setting];
  if (set !== undefined && set !== '') {
    if (!isExecutable(set)) throw new Error(`${recipe.setting}=${set} is not a program that can be run`);
    // A program out of the cache finds its libraries there also when a setting names it.
    const root = unpackedRoot(recipe.packageName);
    return { path: set, env: root !== null && set.startsWith(root) ? runtimeSettings(root) : fontSettings() };
  }
  for (const program of recipe.programs) {
    const path = onPath(program);
    if (path !== null) return { path, env: fontSettings() };
  }
  const root = unpackedRoot(recipe.packageName);
  return root === null ? null : { path: join(root, recipe.unpacked), env: runtimeSettings(root) };
}

const runtimeSettings = (root: string): Record<string, string> => ({
  ...fontSettings(),
  LD_LIBRARY_PATH: [...libraryFolders(root), process.env['LD_LIBRARY_PATH'] ?? '']
    .filter((part) => part !== '')
    .join(':'),
});

/** Whether a page with Chinese text can be drawn: some font of the machine or of the cache has the glyphs. */
export function hasChineseGlyphs(): boolean {
  if (process.platform !== 'linux' || unpackedRoot(FONT_PACKAGE) !== null) return true;
  const list = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  if (list.error === undefined) return list.stdout.trim() !== '';
  return ['/usr/share/fonts/opentype/noto', '/usr/share/fonts/noto-cjk'].some(
    (folder) => existsSync(folder) && readdirSync(folder).some((file) => file.includes('CJK')),
  );
}

/** Unpacks the package that has a program. Gives null when done, else why it could not be had. */
export const unpackTool = (name: ToolName): string | null => unpack(RECIPES[name].packageName);

/** Unpacks fonts with Chinese glyphs. Gives null when done, else why they could not be had. */
export const unpackChineseGlyphs = (): string | null => unpack(FONT_PACKAGE);

function unpack(packageName: string): string | null {
  if (onPath('apt-get') === null || onPath('dpkg') === null)
    return 'this machine does not have it, and has no apt-get to take it from';
  const folder = join(CACHE, packageName);
  const apt = join(CACHE, 'apt');
  const archives = join(folder, 'archives');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(apt, 'lists/partial'), { recursive: true });
  mkdirSync(join(archives, 'partial'), { recursive: true });
  mkdirSync(join(folder, 'root'), { recursive: true });
  // Package lists and archives of our own, and the machine's record of what it has: apt then fetches only what is missing.
  const options = [
    `Dir::State=${apt}`,
    `Dir::State::status=/var/lib/dpkg/status`,
    `Dir::Cache=${apt}`,
    `Dir::Cache::archives=${archives}`,
    `Dir::Log=${apt}`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=',
    'Acquire::Retries=3',
  ].flatMap((option) => ['-o', option]);
  // A source that does not answer is no reason to stop: the next step tells whether the rest is enough.
  run('apt-get', [...options, '-qq', 'update']);
  const fetched = run('apt-get', [
    ...options,
    '-qq',
    '--yes',
    '--no-install-recommends',
    '--reinstall',
    '--download-only',
    'install',
    packageName,
  ]);
  if (fetched !== null) return `apt-get could not fetch the package ${packageName}: ${fetched}`;
  for (const file of readdirSync(archives).filter((entry) => entry.endsWith('.deb'))) {
    const failed = run('dpkg', ['-x', join(archives, file), join(folder, 'root')]);
    if (failed !== null) return `dpkg could not unpack ${file}: ${failed}`;
  }
  rmSync(archives, { recursive: true, force: true });
  writeFileSync(join(folder, 'complete'), '');
  return null;
}

/** Runs a program to its end. Gives null when it went well, else its last words. */
function run(program: string, args: readonly string[]): string | null {
  const ended = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 2 ** 20,
    timeout: 10 * 60_000,
  });
  if (ended.error !== undefined) return ended.error.message;
  if (ended.status === 0) return null;
  return (ended.stderr.trim() || ended.stdout.trim()).split('\n').slice(-3).join(' ') || `exit status ${ended.status}`;
}
