/** `npm run plans -- check [PATH...]` and `npm run plans -- schema`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFiles } from '../plans/check-files.ts';
import { createJsonSchemas } from '../plans/json-schema.ts';
import { formatProblem } from '../plans/problem.ts';

const USAGE = `Usage:
  npm run plans -- check [PATH...]   check plan, jurisdiction and standard files (without a path: all in thresholds/);
                                     a path is a file, a folder, or the id of a plan or jurisdiction
  npm run plans -- schema            write the JSON Schemas of these files to thresholds/schemas/`;

/** The folder of thresholds as seen from where the command runs, for short messages. */
const root = relative(process.cwd(), fileURLToPath(new URL('../../thresholds', import.meta.url))) || '.';

function check(paths: readonly string[]): number {
  const { checked, problems } = checkFiles(root, paths);
  for (const line of checked) console.log(line);
  for (const problem of problems) console.error(formatProblem(problem));
  if (problems.length > 0) console.error(problems.length === 1 ? '1 problem' : `${problems.length} problems`);
  return problems.length > 0 ? 2 : 0;
}

function writeSchemas(): number {
  const folder = join(root, 'schemas');
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(createJsonSchemas())) {
      writeFileSync(join(folder, name), content);
      console.log(join(folder, name));
    }
    return 0;
  } catch (error) {
    console.error(`Cannot write to ${folder}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

function run([command, ...rest]: readonly string[]): number {
  const option = rest.find((argument) => argument.startsWith('-'));
  if (option === undefined) {
    if (command === 'check') return check(rest);
    if (command === 'schema' && rest.length === 0) return writeSchemas();
  } else console.error(`Unknown option ${option}`);
  if (command === '--help' || command === 'help') {
    console.log(USAGE);
    return 0;
  }
  console.error(USAGE);
  return 2;
}

process.exitCode = run(process.argv.slice(2));
