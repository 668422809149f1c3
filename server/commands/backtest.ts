/**
 * `npm run backtest`: plans over historical data. JSON Lines on standard output, nothing else there; with `--compare` a
 * comparison of the plans instead.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import {
  eventTime,
  FORMAT_NAMES,
  inEventOrder,
  isFormatName,
  readFiles,
  UnreadableFile,
  type FormatName,
} from '../feeds/files/index.ts';
import { toIso } from '../model/instant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { Reading } from '../model/reading.ts';
import type { Verdict } from '../model/verdict.ts';
import { toWireEvidence } from '../pipeline/wire-shapes.ts';
import { jurisdictionPath, loadJurisdiction, loadPlan, loadThresholds, planPath } from '../plans/load.ts';
import { formatProblem, type Problem, type Result } from '../plans/problem.ts';
import { backtestVariants, type VariantVerdict } from '../replay/backtest.ts';
import { comparisonLines } from '../replay/comparison-lines.ts';
import { comparisonPage } from '../replay/comparison-page.ts';
import { comparisonText } from '../replay/comparison-text.ts';
import { compareVariants, type LevelStep } from '../replay/comparison.ts';
import { DataSources } from '../replay/data-sources.ts';
import { labelVariants, makeVariant, readVariantName, type Variant, type VariantName } from '../replay/variants.ts';

const REPORTS = { text: comparisonText, jsonl: comparisonLines, html: comparisonPage } as const;
type ReportName = keyof typeof REPORTS;
const isReportName = (text: string): text is ReportName => Object.hasOwn(REPORTS, text);

const USAGE = `usage: npm run backtest -- --plan PLAN... --data FILE... [--jurisdiction ID|PATH] [--format ${FORMAT_NAMES.join('|')}]
         [--source NAME...] [--rule ID] [--compare ${Object.keys(REPORTS).join('|')} [--out FILE]]
       PLAN is ID|PATH[@EDITION][:counting=adjacent-days|every-window|calendar-days]`;
const THRESHOLDS = fileURLToPath(new URL('../../thresholds', import.meta.url));
/** Rows that are wrong are named one by one up to this many; the summary counts all. */
const SHOWN_PROBLEMS = 20;

/** The call or its input was wrong (exit status 2). */
class WrongCall extends Error {}

interface Call {
  readonly plans: readonly VariantName[];
  readonly data: readonly string[];
  readonly jurisdiction: string | null;
  readonly format: FormatName | null;
  /** Only these; all when empty. */
  readonly sources: readonly string[];
  readonly rule: string | null;
  /** null: every verdict as a line. */
  readonly compare: ReportName | null;
  /** null: standard output. */
  readonly out: string | null;
}

function readCall(args: readonly string[]): Call {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        plan: { type: 'string', multiple: true },
        data: { type: 'string', multiple: true },
        jurisdiction: { type: 'string' },
        format: { type: 'string' },
        source: { type: 'string', multiple: true },
        rule: { type: 'string' },
        compare: { type: 'string' },
        out: { type: 'string' },
      },
    });
  } catch (error) {
    throw new WrongCall(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  const { plan, data, jurisdiction, format, source, rule, compare, out } = parsed.values;
  // `--data a b c`: what follows the first file comes as positionals.
  const files = [...(data ?? []), ...parsed.positionals];
  if (plan === undefined) throw new WrongCall(`--plan is missing\n${USAGE}`);
  if (data === undefined) throw new WrongCall(`--data is missing\n${USAGE}`);
  if (format !== undefined && !isFormatName(format)) {
    throw new WrongCall(`--format ${format}: expected one of ${FORMAT_NAMES.join(', ')}`);
  }
  if (compare !== undefined && !isReportName(compare)) {
    throw new WrongCall(`--compare ${compare}: expected one of ${Object.keys(REPORTS).join(', ')}`);
  }
  if (out !== undefined && compare === undefined) throw new WrongCall(`--out goes with --compare\n${USAGE}`);
  return {
    plans: plan.map((text) => orSaid(readVariantName(text))),
    data: files,
    jurisdiction: jurisdiction ?? null,
    format: format ?? null,
    sources: source ?? [],
    rule: rule ?? null,
    compare: compare ?? null,
    out: out ?? null,
  };
}

function orWrong<T>(result: Result<T, readonly Problem[]>): T {
  if (!result.ok) throw new WrongCall(result.error.map(formatProblem).join('\n'));
  return result.value;
}

function orSaid<T>(result: Result<T, string>): T {
  if (!result.ok) throw new WrongCall(`--plan ${result.error}`);
  return result.value;
}

/** The plan with the one rule that was asked for, if any was. */
function withRule(plan: Plan, id: string | null): Plan {
  if (id === null) return plan;
  const rules = plan.rules.filter((rule) => rule.id === id);
  if (rules.length === 0) {
    const known = plan.rules.map((rule) => rule.id).join(', ');
    throw new WrongCall(`--rule ${id}: the plan ${plan.id} has ${known}`);
  }
  return { ...plan, rules };
}

function chooseVariants(call: Call): readonly Variant[] {
  const made = call.plans.map((name) => {
    const plan = orWrong(loadPlan(planPath(THRESHOLDS, name.plan)));
    return { name, plan: withRule(orSaid(makeVariant(plan, name)), call.rule) };
  });
  const variants = orSaid(labelVariants(made));
  const scales = new Set(variants.map(({ plan }) => plan.scale));
  if (call.compare !== null && scales.size > 1) {
    throw new WrongCall(
      `--compare: levels of ${[...scales].join(' and ')} are different scales and cannot be compared`,
    );
  }
  return variants;
}

/** A verdict as a line of the output; `variant` only where the plan's id does not tell whose it is. */
function toLine(verdict: Verdict, label: string | null): string {
  const at = toIso(verdict.at);
  const variant = label === null ? {} : { variant: label };
  if (verdict.type === 'level') {
    const { type, plan, rule, subject, from, to, evidence } = verdict;
    return JSON.stringify({ at, type, plan, ...variant, rule, subject, from, to, evidence: toWireEvidence(evidence) });
  }
  const { type, plan, subject, action, from, to, immediate, publishBy } = verdict;
  const lead = immediate === null ? {} : { immediate, publishBy: publishBy === null ? null : toIso(publishBy) };
  return JSON.stringify({ at, type, plan, ...variant, subject, action, from, to, ...lead });
}

/** Writes to standard output, waiting when the reader is slow. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

/** What was read, for the last line. */
interface Counts {
  readings: number;
  wrong: number;
  unknown: number;
  leftOut: number;
}

/** The readings of the files, with their problems said and what they are to the backtest noted. */
async function* readData(
  call: Call,
  sources: DataSources,
  counts: Counts,
  signal: AbortSignal,
): AsyncGenerator<readonly Reading[], void, undefined> {
  let progressAt = 0;
  for await (const batch of readFiles(call.data, { format: call.format, receivedAt: 0, signal })) {
    for (const problem of batch.problems) {
      if (counts.wrong < SHOWN_PROBLEMS) process.stderr.write(`${batch.path}:${problem.line}: ${problem.reason}\n`);
      counts.wrong += 1;
    }
    let leftOut = 0;
    for (const reading of batch.readings) {
      const use = sources.take(reading, batch.format === 'daily');
      if (use === 'unknown-source') counts.unknown += 1;
      if (use === 'left-out') leftOut += 1;
    }
    counts.leftOut += leftOut;
    counts.readings += batch.readings.length - leftOut;
    if (process.stderr.isTTY && batch.bytes - progressAt > 5_000_000) {
      progressAt = batch.bytes;
      process.stderr.write(`\r${Math.floor((100 * batch.bytes) / Math.max(batch.totalBytes, 1))} %`);
    }
    yield leftOut === 0 ? batch.readings : batch.readings.filter(({ source }) => call.sources.includes(source));
  }
  const { problem } = sources;
  if (problem !== null) throw new WrongCall(problem);
}

/** Every verdict as a line, as it comes. Gives the number of lines. */
async function writeVerdicts(
  verdicts: AsyncIterable<VariantVerdict>,
  variants: readonly Variant[],
  signal: AbortSignal,
): Promise<number> {
  const ids = variants.map(({ plan }) => plan.id);
  const labels = variants.map(({ label, plan }) => (ids.filter((id) => id === plan.id).length > 1 ? label : null));
  let lines = 0;
  for await (const { variant, verdict } of verdicts) {
    signal.throwIfAborted();
    await write(`${toLine(verdict, labels[variant] ?? null)}\n`);
    lines += 1;
  }
  return lines;
}

/** The steps by which levels came into force, by variant. Of all that is judged only these are kept. */
async function stepsOf(
  verdicts: AsyncIterable<VariantVerdict>,
  variants: readonly Variant[],
  signal: AbortSignal,
): Promise<{ readonly variant: Variant; readonly steps: readonly LevelStep[] }[]> {
  const results = variants.map((variant) => ({ variant, steps: [] as LevelStep[] }));
  for await (const { variant, verdict } of verdicts) {
    signal.throwIfAborted();
    if (verdict.type === 'recommendation') results[variant]?.steps.push({ at: verdict.at, to: verdict.to });
  }
  return results;
}

async function run(call: Call, signal: AbortSignal): Promise<void> {
  const variants = chooseVariants(call);
  if (call.out !== null && !existsSync(dirname(call.out))) throw new WrongCall(`--out ${call.out}: no such folder`);
  const { standards } = orWrong(loadThresholds({ root: THRESHOLDS, jurisdictions: [] }));
  const given =
    call.jurisdiction === null ? null : orWrong(loadJurisdiction(jurisdictionPath(THRESHOLDS, call.jurisdiction)));
  const known = given === null ? null : new Set(given.subjects.map((subject) => subject.id));
  const sources = new DataSources(known, new Set(call.sources));
  const counts: Counts = { readings: 0, wrong: 0, unknown: 0, leftOut: 0 };
  const made = (): Jurisdiction => given ?? sources.madeCity([...new Set(variants.map(({ plan }) => plan.id))]);
  const verdicts = backtestVariants(inEventOrder(readData(call, sources, counts, signal)), {
    variants: variants.map(({ plan }) => plan),
    jurisdiction: made,
    standards,
    eventTime,
  });
  let said: string;
  if (call.compare === null) said = `${await writeVerdicts(verdicts, variants, signal)} lines`;
  else {
    const results = await stepsOf(verdicts, variants, signal);
    const { span } = sources;
    if (span === null) throw new WrongCall('the files hold no reading to judge');
    const { name: place, timezone: zone } = made();
    const report = REPORTS[call.compare](compareVariants({ place, zone, ...span, gaps: sources.gaps }, results));
    await (call.out === null ? write(report) : writeFile(call.out, report));
    said = `${variants.length} plans compared`;
  }
  const unknown = counts.unknown > 0 ? `, ${counts.unknown} readings of unknown sources not judged` : '';
  const leftOut = counts.leftOut > 0 ? `, ${counts.leftOut} of other sources left out` : '';
  process.stderr.write(
    `${process.stderr.isTTY ? '\r' : ''}${counts.readings} readings, ${counts.wrong} wrong rows${unknown}${leftOut}, ${said}\n`,
  );
}

const abort = new AbortController();
process.on('SIGINT', () => abort.abort(new Error('stopped')));
process.on('SIGTERM', () => abort.abort(new Error('stopped')));
// `backtest | head` closes the pipe early: there is nobody to write for, which is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
try {
  await run(readCall(process.argv.slice(2)), abort.signal);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof WrongCall || error instanceof UnreadableFile ? 2 : 1;
}
