import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** What a folder may import: folders or files of this project, packages (`*` is any) and Node's modules. */
interface Boundary {
  readonly folder: string;
  readonly project: readonly string[];
  readonly packages: readonly string[] | '*';
  readonly node: readonly string[] | '*';
  /** What its text must not contain, by name. */
  readonly banned: Readonly<Record<string, RegExp>>;
}

const CLOCKS = {
  'reads a clock': /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\.now\b|\bhrtime\b/,
};
const PURE = {
  ...CLOCKS,
  'sets a timer': /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\bnextTick\b/,
  'draws at random': /\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b/,
  'is asynchronous': /\basync\b|\bawait\b|\bPromise\b/,
  'writes a log': /\bconsole\./,
  'asks the process': /\bprocess\./,
};

const EDGE = ['server/model', 'server/judge', 'server/cases', 'server/alarms', 'server/pipeline', 'server/wire'];
const edge = (folder: string): Boundary => ({
  folder,
  project: [...EDGE, folder],
  packages: '*',
  node: '*',
  banned: {},
});

/** One row a folder; a file belongs to the row with the longest name that fits. */
const BOUNDARIES: readonly Boundary[] = [
  { folder: 'server/model', project: ['server/model', 'server/judge'], packages: [], node: [], banned: PURE },
  { folder: 'server/judge', project: ['server/model', 'server/judge'], packages: [], node: [], banned: PURE },
  // What people decide, as pure as what the engine judges.
  {
    folder: 'server/cases',
    project: ['server/model', 'server/judge', 'server/cases'],
    packages: [],
    node: [],
    banned: PURE,
  },
  // What is on record of alarms, folded: as pure as what it folds.
  {
    folder: 'server/alarms',
    project: ['server/model', 'server/judge', 'server/cases', 'server/alarms'],
    packages: [],
    node: [],
    banned: PURE,
  },
  { folder: 'server/wire', project: ['server/wire', 'server/model'], packages: ['zod'], node: [], banned: CLOCKS },
  {
    folder: 'server/plans',
    project: ['server/plans', 'server/model'],
    packages: ['zod', 'yaml'],
    node: ['node:fs', 'node:fs/promises', 'node:path', 'node:url'],
    banned: CLOCKS,
  },
  {
    // Scenario files and what comes of them: the engine over a text, and the region where people act.
    folder: 'server/scenarios',
    project: [
      'server/scenarios',
      'server/model',
      'server/judge',
      'server/cases',
      'server/plans',
      'server/pipeline/region.ts',
    ],
    packages: ['zod', 'yaml'],
    node: ['node:fs', 'node:fs/promises', 'node:path', 'node:url'],
    banned: CLOCKS,
  },
  {
    folder: 'server/pipeline',
    project: ['server/pipeline', 'server/model', 'server/judge', 'server/cases', 'server/wire'],
    packages: ['rxjs'],
    node: [],
    banned: CLOCKS,
  },
  // The simulated region is a feed like the others.
  { ...edge('server/feeds'), project: [...EDGE, 'server/feeds', 'simulators'] },
  edge('server/store'),
  edge('server/ledger'),
  // Rules without a clock; their record is a ledger of its own, in a folder that one process has at a time.
  {
    ...edge('server/accounts'),
    project: [
      ...EDGE,
      'server/accounts',
      'server/ledger/log.ts',
      'server/store/lock.ts',
      'server/store/replace-file.ts',
    ],
    banned: CLOCKS,
  },
  edge('server/notify'),
  {
    ...edge('server/walls'),
    project: ['server/model', 'server/wire', 'server/walls', 'server/store/replace-file.ts'],
    banned: CLOCKS,
  },
  edge('server/web'),
  // A command is a composition root; replay runs the whole engine.
  { folder: 'server/replay', project: ['server'], packages: '*', node: '*', banned: {} },
  { folder: 'server/commands', project: ['server'], packages: '*', node: '*', banned: {} },
  // A drill is a whole world on a simulated feed.
  { folder: 'server/drills', project: ['server', 'simulators'], packages: '*', node: '*', banned: CLOCKS },
  { folder: 'server', project: ['server', 'simulators'], packages: '*', node: '*', banned: {} },
  // A simulator must not know the thresholds.
  { folder: 'simulators', project: ['simulators'], packages: '*', node: '*', banned: {} },
  // The wire is made of the model's words, and those are pure: both run in a browser.
  { folder: 'client', project: ['client', 'server/wire', 'server/model'], packages: '*', node: [], banned: {} },
  {
    folder: 'client/charts',
    project: [
      'client/charts',
      'client/theme.ts',
      'client/i18n/format.ts',
      'client/i18n/zoned.ts',
      'server/wire',
      'server/model',
    ],
    packages: ['echarts'],
    node: [],
    banned: { ...CLOCKS, fetches: /\bfetch\(/ },
  },
];

/** Source files under a folder, relative to the project with forward slashes; tests and their fixtures are not bound. */
function sourceFiles(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

const within = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** The text without comments, so that words in a sentence are not taken for calls. */
const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/[^\n]*/g, '$1');

/** The names that a file's text imports or exports from, as written. */
function importsOf(text: string): string[] {
  const found = [
    ...text.matchAll(/\b(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]/g),
    ...text.matchAll(/\bimport\s*['"]([^'"]+)['"]/g),
    ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g),
  ];
  return found.map((match) => match[1] ?? '');
}

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

/** What a file does against its row, as sentences. */
function offences(file: string, boundary: Boundary, source: string): string[] {
  const text = withoutComments(source);
  const found: string[] = [];
  for (const name of importsOf(text)) {
    const project = name.startsWith('.') ? posix.normalize(posix.join(dirname(file), name)) : null;
    const allowed =
      project === null
        ? name.startsWith('node:')
          ? boundary.node === '*' || boundary.node.includes(name)
          : boundary.packages === '*' || boundary.packages.includes(packageOf(name))
        : boundary.project.some((folder) => within(project, folder));
    if (!allowed) found.push(`${file} imports ${name}`);
  }
  for (const [what, pattern] of Object.entries(boundary.banned)) {
    const match = pattern.exec(text);
    if (match !== null) found.push(`${file} ${what}: ${match[0]}`);
  }
  return found;
}

function rowOf(file: string): Boundary {
  const rows = BOUNDARIES.filter(({ folder }) => within(file, folder));
  const row = rows.toSorted((a, b) => b.folder.length - a.folder.length)[0];
  if (row === undefined) throw new Error(`no row for ${file}`);
  return row;
}

describe('boundaries', () => {
  const files = ['server', 'client', 'simulators'].flatMap((folder) => sourceFiles(folder));

  test.each(BOUNDARIES.map(({ folder }) => folder))('%s imports and calls only what it may', (folder) => {
    const own = files.filter((file) => rowOf(file).folder === folder);
    expect(own.flatMap((file) => offences(file, rowOf(file), readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  test('every folder of the server has a row', () => {
    const folders = readdirSync(join(ROOT, 'server'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `server/${entry.name}`);
    expect(folders.filter((folder) => !BOUNDARIES.some((row) => row.folder === folder))).toEqual([]);
  });

  test.each([
    ['a clock', `const at = Date.now();`, 'server/judge/x.ts reads a clock: Date.now'],
    ['a stream', `import { map } from 'rxjs';`, 'server/judge/x.ts imports rxjs'],
    ['a file', `import {\n  readFileSync,\n} from 'node:fs';`, 'server/judge/x.ts imports node:fs'],
    ['an edge', `export { a } from '../store/index.ts';`, 'server/judge/x.ts imports ../store/index.ts'],
    ['a late import', `const a = import('zod');`, 'server/judge/x.ts imports zod'],
  ])('the check sees %s in the judge', (_, text, offence) => {
    expect(offences('server/judge/x.ts', rowOf('server/judge/x.ts'), text)).toEqual([offence]);
  });

  test('the check does not mind an instant made from a number, nor words in a comment', () => {
    const text = `// Date.now() is for others\nimport { a } from '../model/a.ts';\nconst day = new Date(at);`;
    expect(offences('server/judge/x.ts', rowOf('server/judge/x.ts'), text)).toEqual([]);
  });

  test('nothing but the configuration of tools has a default export', () => {
    const offending = files.filter((file) => /^export default\b/m.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(offending).toEqual([]);
  });
});

describe('documents', () => {
  /** Paths in back-quotes that name a file of the program. */
  const namedFiles = (document: string): string[] =>
    existsSync(join(ROOT, document))
      ? [
          ...readFileSync(join(ROOT, document), 'utf8').matchAll(
            /`((?:server|client|simulators|thresholds|test)\/[\w./-]+\.\w+)`/g,
          ),
        ].map((match) => match[1] ?? '')
      : [];

  test.each(['ARCHITECTURE.md', 'README.md', 'README.zh-CN.md'])('the files that %s names exist', (document) => {
    expect(namedFiles(document).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
