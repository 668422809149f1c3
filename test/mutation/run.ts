/**
 * `npm run mutate`: changes the judge in small ways and counts the changes that its tests notice.
 *
 *     npm run mutate                                     every file of server/judge, one after another (hours)
 *     npm run mutate -- --sample                         a few files, only their quick tests, and a score to be reached
 *     npm run mutate -- server/judge/days.ts             what is named, also parts: days.ts:70-120
 *     npm run mutate -- --quick …                        without the tests over many worlds
 *
 * What survived is listed, and each file has a report in .cache/mutation/. Gives 1 when the sample misses its score.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Stryker } from '@stryker-mutator/core';

const ROOT = resolve(import.meta.dirname, '../..');
const JUDGE = 'server/judge';
const OUT = '.cache/mutation';

/** Every warning of polluted air goes through these; the scenarios alone judge them, so that it takes few minutes. */
const SAMPLE = ['recommend', 'timeline'].map((name) => `${JUDGE}/${name}.ts`);
/** Percent of the sample's mutants that the scenarios must notice. */
const SAMPLE_SCORE = 90;

type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** Files with something to change: no tests, and not the list of what others may use. */
const filesOf = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'index.ts')
    .map((name) => `${folder}/${name}`);

async function mutate(patterns: readonly string[], report: string): Promise<readonly Mutant[]> {
  return await new Stryker({
    mutate: [...patterns],
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    plugins: ['@stryker-mutator/vitest-runner', './test/mutation/ignore-texts.mjs'],
    ignorers: ['texts'],
    concurrency: 2,
    coverageAnalysis: 'perTest',
    incremental: false,
    // A mutant must not be taken for noticed because the machine was busy.
    timeoutMS: 30_000,
    dryRunTimeoutMinutes: 20,
    // vitest does not look at types; TypeScript 7 has no API with which a tsconfig could be rewritten.
    disableTypeChecks: false,
    tsconfigFile: 'none',
    // Tests find thresholds/ from where they stand, so the copy has everything but what they never read.
    tempDirName: `${OUT}/sandbox`,
    ignorePatterns: ['.cache', 'client', 'data', 'dist', 'docs', 'public', 'screenshots', 'simulators'],
    reporters: ['clear-text', 'html', 'json'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: false },
    htmlReporter: { fileName: `${OUT}/${report}.html` },
    jsonReporter: { fileName: `${OUT}/${report}.json` },
  }).runMutationTest();
}

/** The runner now and then loses a run, and a module that cannot even be loaded has no tests: both look survived. */
const isUntried = ({ status, testsCompleted }: Mutant): boolean => status === 'Survived' && testsCompleted === 0;

/** Where a mutant is, in the form of the command line, whose columns count from 0. */
const rangeOf = ({ location: { start, end } }: Mutant): string =>
  `${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;

/** A file's mutants; those for which no test ran are tried once more. */
async function mutateFile(pattern: string): Promise<readonly Mutant[]> {
  const [file = pattern] = pattern.split(':');
  const report = basename(file, '.ts');
  const mutants = await mutate([pattern], report);
  const untried = mutants.filter(isUntried);
  if (untried.length === 0) return mutants;
  console.log(`${untried.length} mutants of ${file} were not tried; once more`);
  const keyOf = (one: Mutant): string => `${rangeOf(one)} ${one.mutatorName} ${one.replacement ?? ''}`;
  const patterns = [...new Set(untried.map((one) => `${file}:${rangeOf(one)}`))];
  const again = new Map((await mutate(patterns, `${report}-again`)).map((one) => [keyOf(one), one]));
  return mutants.map((one) => (isUntried(one) ? (again.get(keyOf(one)) ?? one) : one));
}

const is =
  (...statuses: readonly Mutant['status'][]) =>
  ({ status }: Mutant): boolean =>
    statuses.includes(status);

/** One line of the table: how many of the mutants that could be tried were noticed. */
function lineOf(name: string, mutants: readonly Mutant[]): { readonly text: string; readonly score: number } {
  const count = (test: (one: Mutant) => boolean): number => mutants.filter(test).length;
  const untried = count(isUntried);
  const noticed = count(is('Killed', 'Timeout'));
  const unnoticed = count(is('Survived', 'NoCoverage')) - untried;
  const score = noticed + unnoticed === 0 ? 100 : (100 * noticed) / (noticed + unnoticed);
  const rest = [
    ...(untried > 0 ? [`${untried} not tried`] : []),
    ...(count(is('RuntimeError')) > 0 ? [`${count(is('RuntimeError'))} no program`] : []),
    `${count(is('Ignored'))} in texts`,
  ];
  const text = `${name.padEnd(36)} ${score.toFixed(1).padStart(5)} %  ${noticed} of ${noticed + unnoticed} noticed, ${rest.join(', ')}`;
  return { text, score };
}

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const isSample = process.argv.includes('--sample');
const isQuick = isSample || process.argv.includes('--quick');
process.chdir(ROOT);
mkdirSync(OUT, { recursive: true });
// The configuration of vitest and the tests ask for these.
if (isQuick) process.env['WANGLOU_MUTATE'] = 'quick';
process.env['ORACLE_RUNS'] ??= '0.25';

const started = performance.now();
const all: Mutant[] = [];
const lines: string[] = [];
for (const pattern of isSample ? SAMPLE : named.length > 0 ? named : filesOf(JUDGE)) {
  const mutants = await mutateFile(pattern);
  all.push(...mutants);
  lines.push(lineOf(pattern, mutants).text);
  console.log(`\n${lines.at(-1) ?? ''}\n`);
}
const total = lineOf('all', all);
console.log([...lines, total.text, `${((performance.now() - started) / 60_000).toFixed(1)} min`].join('\n'));
if (isSample && total.score < SAMPLE_SCORE) {
  console.log(`The sample must notice ${SAMPLE_SCORE} %.`);
  process.exitCode = 1;
}
