/** `npm test`: everything that checks the program on this machine, one step after another, and what came of each. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { findTool, hasChineseGlyphs, unpackChineseGlyphs, unpackTool, type ToolName } from './services/tools.ts';

const ROOT = resolve(import.meta.dirname, '..');
const RESULTS = join(ROOT, '.cache/test-results.json');

const resultsSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.unknown()) })),
});

interface Outcome {
  readonly step: string;
  readonly ok: boolean;
  readonly seconds: number;
}

/** Runs a program of `node_modules` with its output shown; gives its outcome. */
async function step(name: string, script: string, args: readonly string[] = []): Promise<Outcome> {
  console.log(`\n── ${name}`);
  const started = performance.now();
  const ok = await new Promise<boolean>((done) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', (error) => {
      console.error(error.message);
      done(false);
    });
    child.on('exit', (code) => done(code === 0));
  });
  return { step: name, ok, seconds: (performance.now() - started) / 1000 };
}

/** Makes a tool available, and names it to the tests; gives null when it is there, else why it is not. */
function need(name: ToolName, setting: string): string | null {
  try {
    if (findTool(name) === null) {
      console.log(`\n${name} is not on this machine; unpacking it under .cache/tools`);
      const reason = unpackTool(name);
      if (reason !== null) return reason;
    }
    process.env[setting] = findTool(name)?.path;
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const outcomes: Outcome[] = [
  await step('types', 'typescript/bin/tsc', ['-p', 'tsconfig.json']),
  await step('lint', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']),
  await step('format', 'oxfmt/bin/oxfmt', ['--check']),
  await step('build', 'vite/bin/vite.js', ['build', '--logLevel', 'warn']),
];

const leftOut: string[] = [];
const projects = ['unit', 'integration'];
const influx = need('influxd', 'WANGLOU_INFLUXD');
if (influx === null) projects.push('influx');
else leftOut.push(`tests that need InfluxDB: ${influx}`);

const chromium = need('chromium', 'WANGLOU_CHROMIUM');
const glyphs = hasChineseGlyphs() ? null : unpackChineseGlyphs();
if (chromium === null && glyphs === null) projects.push('browser');
else leftOut.push(`tests that need a browser: ${[chromium, glyphs].filter((part) => part !== null).join('; ')}`);

mkdirSync(join(ROOT, '.cache'), { recursive: true });
rmSync(RESULTS, { force: true });
outcomes.push(
  await step('tests', 'vitest/vitest.mjs', [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${RESULTS}`,
  ]),
);

console.log('');
for (const { step: name, ok, seconds } of outcomes)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(7)} ${seconds.toFixed(1)} s`);
for (const what of leftOut) console.log(`LEFT OUT ${what}`);

const strict = process.env['CI'] !== undefined && process.env['CI'] !== '' && process.env['CI'] !== 'false';
if (leftOut.length > 0 && strict) console.log('With CI set, nothing may be left out.');
process.exitCode = outcomes.every(({ ok }) => ok) && !(leftOut.length > 0 && strict) ? 0 : 1;

// The last line says how many tests ran, so that a run that executed none cannot pass for a good one.
if (existsSync(RESULTS)) {
  const results = resultsSchema.parse(JSON.parse(readFileSync(RESULTS, 'utf8')));
  const unread = results.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const skipped = results.numPendingTests + results.numTodoTests;
  const failed = results.numFailedTests + unread.length;
  console.log(`\n${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
} else {
  console.log('\n0 passed, 1 failed');
}
