/** `npm run backtest`: a plan over historical data; JSON Lines on standard output, nothing else there. */
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import {
  eventTime,
  FORMAT_NAMES,
  inEventOrder,
  isFormatName,
  readFiles,
  UnreadableFile,
} from '../feeds/files/index.ts';
import { bareSubject, type Jurisdiction } from '../model/jurisdiction.ts';
import { toIso } from '../model/instant.ts';
import type { Plan } from '../model/plan.ts';
import type { Reading } from '../model/reading.ts';
import type { Verdict } from '../model/verdict.ts';
import { toWireEvidence } from '../pipeline/wire-shapes.ts';
import { jurisdictionPath, loadJurisdiction, loadPlan, loadThresholds, planPath } from '../plans/load.ts';
import { formatProblem, type Problem, type Result } from '../plans/problem.ts';
import { backtest } from '../replay/backtest.ts';

const USAGE = `usage: npm run backtest -- --plan ID|PATH --data FILE... [--jurisdiction ID|PATH] [--format ${FORMAT_NAMES.join('|')}] [--rule ID]`;
const THRESHOLDS = fileURLToPath(new URL('../../thresholds', import.meta.url));
/** Rows that are wrong are named one by one up to this many; the summary counts all. */
const SHOWN_PROBLEMS = 20;

/** The call or its input was wrong (exit status 2). */
class WrongCall extends Error {}

interface Call {
  readonly plan: string;
  readonly data: readonly string[];
  readonly jurisdiction: string | null;
  readonly format: (typeof FORMAT_NAMES)[number] | null;
  readonly rule: string | null;
}

function readCall(args: readonly string[]): Call {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        plan: { type: 'string' },
        data: { type: 'string', multiple: true },
        jurisdiction: { type: 'string' },
        format: { type: 'string' },
        rule: { type: 'string' },
      },
    });
  } catch (error) {
    throw new WrongCall(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  const { plan, data, jurisdiction, format, rule } = parsed.values;
  // `--data a b c`: what follows the first file comes as positionals.
  const files = [...(data ?? []), ...parsed.positionals];
  if (plan === undefined) throw new WrongCall(`--plan is missing\n${USAGE}`);
  if (data === undefined) throw new WrongCall(`--data is missing\n${USAGE}`);
  if (format !== undefined && !isFormatName(format)) {
    throw new WrongCall(`--format ${format}: expected one of ${FORMAT_NAMES.join(', ')}`);
  }
  return { plan, data: files, jurisdiction: jurisdiction ?? null, format: format ?? null, rule: rule ?? null };
}

function orWrong<T>(result: Result<T, readonly Problem[]>): T {
  if (!result.ok) throw new WrongCall(result.error.map(formatProblem).join('\n'));
  return result.value;
}

function choosePlan(call: Call): Plan {
  const plan = orWrong(loadPlan(planPath(THRESHOLDS, call.plan)));
  if (call.rule === null) return plan;
  const rules = plan.rules.filter((rule) => rule.id === call.rule);
  if (rules.length === 0) {
    const known = plan.rules.map((rule) => rule.id).join(', ');
    throw new WrongCall(`--rule ${call.rule}: the plan ${plan.id} has ${known}`);
  }
  return { ...plan, rules };
}

/** What the files say of their sources. */
interface Sources {
  /** Sources with observed readings other than dust marks. */
  readonly observed: Set<string>;
  /** Sources with forecasts or dust marks: these name a city. */
  readonly naming: Set<string>;
}

/**
 * One city of all stations in the files. A source that is forecast or marked as dust is the city itself; without such a
 * one the city is called `city`.
 */
function cityOf(sources: Sources, plan: Plan): Jurisdiction {
  const [named] = sources.naming;
  const id = named ?? 'city';
  const stations = [...sources.observed].filter((source) => source !== id).toSorted();
  const name = { zh: '全部站点', en: 'All stations' };
  return {
    id,
    name,
    timezone: 'Asia/Shanghai',
    plans: [plan.id],
    subjects: [
      { ...bareSubject(id, 'city', name) },
      ...stations.map((station) => ({
        ...bareSubject(station, 'air-station', { zh: station, en: station }),
        parent: id,
        assessed: true,
      })),
    ],
  };
}

/** A verdict as a line of the output. */
function toLine(verdict: Verdict): string {
  const at = toIso(verdict.at);
  if (verdict.type === 'level') {
    const { type, plan, rule, subject, from, to, evidence } = verdict;
    return JSON.stringify({ at, type, plan, rule, subject, from, to, evidence: toWireEvidence(evidence) });
  }
  const { type, plan, subject, action, from, to, immediate, publishBy } = verdict;
  const lead = immediate === null ? {} : { immediate, publishBy: publishBy === null ? null : toIso(publishBy) };
  return JSON.stringify({ at, type, plan, subject, action, from, to, ...lead });
}

/** Writes to standard output, waiting when the reader is slow. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

async function run(call: Call, signal: AbortSignal): Promise<void> {
  const plan = choosePlan(call);
  const { standards } = orWrong(loadThresholds({ root: THRESHOLDS, jurisdictions: [] }));
  const given =
    call.jurisdiction === null ? null : orWrong(loadJurisdiction(jurisdictionPath(THRESHOLDS, call.jurisdiction)));
  const sources: Sources = { observed: new Set(), naming: new Set() };
  const known = given === null ? null : new Set(given.subjects.map((subject) => subject.id));
  const counts = { rows: 0, readings: 0, wrong: 0, unknown: 0 };
  let progressAt = 0;
  let last = { source: '', naming: false, known: true };
  async function* readings(): AsyncGenerator<readonly Reading[], void, undefined> {
    for await (const batch of readFiles(call.data, { format: call.format, receivedAt: 0, signal })) {
      counts.rows += batch.rows;
      counts.readings += batch.readings.length;
      for (const problem of batch.problems) {
        if (counts.wrong < SHOWN_PROBLEMS) process.stderr.write(`${batch.path}:${problem.line}: ${problem.reason}\n`);
        counts.wrong += 1;
      }
      for (const reading of batch.readings) {
        const naming = reading.kind === 'forecast' || reading.metric === 'air.dust';
        // Rows of one source follow each other in most files.
        if (reading.source !== last.source || naming !== last.naming) {
          last = { source: reading.source, naming, known: known === null || known.has(reading.source) };
          (naming ? sources.naming : sources.observed).add(reading.source);
        }
        if (!last.known) counts.unknown += 1;
      }
      if (process.stderr.isTTY && batch.bytes - progressAt > 5_000_000) {
        progressAt = batch.bytes;
        process.stderr.write(`\r${Math.floor((100 * batch.bytes) / Math.max(batch.totalBytes, 1))} %`);
      }
      yield batch.readings;
    }
  }
  const verdicts = backtest(inEventOrder(readings()), {
    plans: [plan],
    jurisdiction: () => given ?? cityOf(sources, plan),
    standards,
    eventTime,
  });
  let lines = 0;
  for await (const verdict of verdicts) {
    signal.throwIfAborted();
    await write(`${toLine(verdict)}\n`);
    lines += 1;
  }
  const unknown = counts.unknown > 0 ? `, ${counts.unknown} readings of unknown sources not judged` : '';
  process.stderr.write(
    `${process.stderr.isTTY ? '\r' : ''}${counts.readings} readings, ${counts.wrong} wrong rows${unknown}, ${lines} lines\n`,
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
