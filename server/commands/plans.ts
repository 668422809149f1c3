/** `npm run plans`: checks, shows, tries out and begins the files of `thresholds/`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { checkFiles } from '../plans/check-files.ts';
import { countOf } from '../plans/columns.ts';
import { coverageLines, coverageOfPlan } from '../plans/coverage.ts';
import { createJsonSchemas } from '../plans/json-schema.ts';
import { loadPlan, planFilesIn, planPath } from '../plans/load.ts';
import { createPlan, EXAMPLE_MARK, templateKinds } from '../plans/new-plan.ts';
import { formatProblem, type Problem } from '../plans/problem.ts';
import { describeDifference, loadSurroundings, runFile, targetsOf, type FileOutcome } from '../scenarios/index.ts';

/** The folder of thresholds as seen from where the command runs, for short messages. */
const root = relative(process.cwd(), fileURLToPath(new URL('../../thresholds', import.meta.url))) || '.';

const USAGE = `Usage:
  npm run plans -- check [PATH...]     check plan, jurisdiction and standard files (without a path: all in thresholds/);
                                       a path is a file, a folder, or the id of a plan or jurisdiction
  npm run plans -- coverage [PLAN...] [--format text|json]
                                       every clause of a plan's text, and how the file carries it or why it does not
  npm run plans -- test [PLAN|PATH...] run the scenarios of plans, or one scenario file
  npm run plans -- new ID [--kind ${templateKinds(root).join('|')}] [--in FOLDER]
                                       begin a plan from a template (in thresholds/plans/ without --in)
  npm run plans -- schema              write the JSON Schemas of these files to thresholds/schemas/`;

/** Exit statuses: all is well; a scenario differs or a file cannot be written; a file or the call is wrong. */
const WELL = 0;
const DIFFERS = 1;
const WRONG = 2;

function showProblems(problems: readonly Problem[]): void {
  for (const problem of problems) console.error(formatProblem(problem));
  if (problems.length > 0) console.error(countOf(problems.length, 'problem'));
}

function check(paths: readonly string[]): number {
  const { checked, problems } = checkFiles(root, paths);
  for (const line of checked) console.log(line);
  showProblems(problems);
  return problems.length > 0 ? WRONG : WELL;
}

function coverage(names: readonly string[], format: string): number {
  const files = names.length === 0 ? planFilesIn(root) : names.map((name) => planPath(root, name));
  const problems: Problem[] = [];
  const found = files.flatMap((file) => {
    const plan = loadPlan(file);
    if (!plan.ok) problems.push(...plan.error);
    return plan.ok ? [coverageOfPlan(plan.value)] : [];
  });
  if (format === 'json') console.log(JSON.stringify(found, null, 2));
  else {
    const width = process.stdout.isTTY ? process.stdout.columns : null;
    console.log(found.map((one) => coverageLines(one, width).join('\n')).join('\n\n'));
  }
  showProblems(problems);
  return problems.length > 0 ? WRONG : WELL;
}

/** What came of the files of a `test`, added up. */
interface Tally {
  files: number;
  scenarios: number;
  differing: number;
}

function showFile({ file, title, scenarios }: FileOutcome, tally: Tally): void {
  console.log(`\n${basename(file)}  ${title.zh}  ${title.en}`);
  tally.files += 1;
  for (const { scenario, difference } of scenarios) {
    const differs = difference.missing.length + difference.surplus.length > 0;
    tally.scenarios += 1;
    const name = `${scenario.title.zh}  ${scenario.title.en}`;
    if (!differs) {
      console.log(`  符合 ok   ${name}`);
      continue;
    }
    tally.differing += 1;
    console.log(`  不符 NOT  ${name}`);
    const clauses = scenario.clauses.join(', ');
    console.log(`            ${scenario.file}:${scenario.line}，条款 clause ${clauses}`);
    for (const line of describeDifference(difference, scenario)) console.log(`            ${line}`);
  }
}

function test(names: readonly string[]): number {
  const surroundings = loadSurroundings(root);
  if (!surroundings.ok) {
    showProblems(surroundings.error);
    return WRONG;
  }
  const problems: Problem[] = [];
  const tally: Tally = { files: 0, scenarios: 0, differing: 0 };
  for (const target of targetsOf(root, names)) {
    const plan = loadPlan(target.plan);
    if (!plan.ok) {
      problems.push(...plan.error);
      continue;
    }
    const { title, id } = plan.value;
    console.log(`${tally.files === 0 ? '' : '\n'}${title.zh}  ${title.en}  (${id})`);
    if (target.scenarios.length === 0) {
      const found = 'no .yaml file in the folder scenarios beside it';
      problems.push({ file: target.plan, line: null, path: '', expected: 'at least one scenario file', found });
    }
    for (const file of target.scenarios) {
      const outcome = runFile(file, plan.value, surroundings.value);
      if (outcome.ok) showFile(outcome.value, tally);
      else problems.push(...outcome.error);
    }
  }
  const { files, scenarios, differing } = tally;
  console.log(
    `\n${files}个文件、${scenarios}个场景：${scenarios - differing}个符合，${differing}个不符。` +
      `${countOf(files, 'file')}, ${countOf(scenarios, 'scenario')}: ${scenarios - differing} as expected, ${differing} not.`,
  );
  showProblems(problems);
  if (problems.length > 0) return WRONG;
  return differing > 0 ? DIFFERS : WELL;
}

function begin(id: string, kind: string, parent: string): number {
  const written = createPlan({ root, kind, id, parent });
  if (typeof written === 'string') {
    console.error(written);
    return WRONG;
  }
  for (const file of written) console.log(file);
  const folder = join(parent, id);
  const name = parent === join(root, 'plans') ? id : folder;
  console.log(`
下一步：
  1. 打开 ${join(folder, 'plan.yaml')}，把标有${EXAMPLE_MARK}的文字和所有数字、日期、条款号换成本预案的；clauses 列出正文每一条。
  2. npm run plans -- check ${name}      检查文件，错误会指出文件、行号和应有内容
  3. npm run plans -- coverage ${name}   看每一条如何纳入
  4. 改写 scenarios/ 里的场景，写上按预案手算的结果，再 npm run plans -- test ${name}
  5. 在 SOURCE.md 写明出处；在 ${join(root, 'jurisdictions')} 的文件里用 plans: [${id}] 启用

Next:
  1. Open ${join(folder, 'plan.yaml')}; replace every text marked (example), all numbers, dates and clauses by those of your plan, and
     list every clause of its text in clauses.
  2. npm run plans -- check ${name}      names every mistake with file, line and what was expected
  3. npm run plans -- coverage ${name}   shows how each clause is carried
  4. Rewrite the scenarios in scenarios/ with what you work out by hand from the text; then npm run plans -- test ${name}
  5. Say in SOURCE.md where the text is from; put it in force with plans: [${id}] in a file of ${join(root, 'jurisdictions')}`);
  return WELL;
}

function writeSchemas(): number {
  const folder = join(root, 'schemas');
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(createJsonSchemas())) {
      writeFileSync(join(folder, name), content);
      console.log(join(folder, name));
    }
    return WELL;
  } catch (error) {
    console.error(`Cannot write to ${folder}: ${error instanceof Error ? error.message : String(error)}`);
    return DIFFERS;
  }
}

/** Options by command; each takes a value. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  check: [],
  coverage: ['format'],
  test: [],
  new: ['kind', 'in'],
  schema: [],
};

function wrongCall(reason: string | null): number {
  if (reason !== null) console.error(reason);
  console.error(USAGE);
  return WRONG;
}

function run([command = '', ...rest]: readonly string[]): number {
  if (['--help', '-h', 'help'].includes(command)) {
    console.log(USAGE);
    return WELL;
  }
  const options = OPTIONS[command];
  if (options === undefined) return wrongCall(command === '' ? null : `Unknown command ${command}`);
  let parsed;
  try {
    parsed = parseArgs({
      args: rest,
      allowPositionals: true,
      options: Object.fromEntries(options.map((name) => [name, { type: 'string' as const }])),
    });
  } catch (error) {
    return wrongCall(error instanceof Error ? error.message : String(error));
  }
  const { positionals, values } = parsed;
  const optionOf = (name: string, otherwise: string): string => String(values[name] ?? otherwise);
  switch (command) {
    case 'check':
      return check(positionals);
    case 'coverage': {
      const format = optionOf('format', 'text');
      if (format !== 'text' && format !== 'json') return wrongCall(`--format ${format}: expected text or json`);
      return coverage(positionals, format);
    }
    case 'test':
      return test(positionals);
    case 'new': {
      const [id, ...more] = positionals;
      if (id === undefined || more.length > 0) return wrongCall('new: expected one id for the plan');
      return begin(id, optionOf('kind', 'pollution'), optionOf('in', join(root, 'plans')));
    }
    default:
      return positionals.length === 0 ? writeSchemas() : wrongCall('schema: expected no path');
  }
}

process.exitCode = run(process.argv.slice(2));
