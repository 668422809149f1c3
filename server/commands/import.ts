/** `npm run import -- FILE... [--format NAME]`: historical data into the store. */
import { parseArgs } from 'node:util';
import { readFiles, isFormatName, FORMAT_NAMES, UnreadableFile, type FormatName } from '../feeds/files/index.ts';
import { checkReadings } from '../pipeline/check.ts';
import { readSettings, withDotenv } from '../settings.ts';
import { openImportTarget, type ImportTarget } from './import-target.ts';

const USAGE = `Usage: npm run import -- FILE... [--format NAME]
Puts historical data into the archive, for replays and queries: through the server that runs on the same DATA_DIR, else by itself.
Formats (told by the header when none is named): ${FORMAT_NAMES.join(', ')}`;

/** Problems that are printed one by one; the rest are counted. */
const SHOWN = 20;
const PROGRESS_MS = 1000;

interface Call {
  readonly files: readonly string[];
  readonly format: FormatName | null;
}

function readCall(args: readonly string[]): Call | string | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { format: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) return null;
    if (positionals.length === 0) return 'no file was named';
    if (values.format !== undefined && !isFormatName(values.format)) return `there is no format ${values.format}`;
    return { files: positionals, format: values.format ?? null };
  } catch (error) {
    return messageOf(error);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const count = (number: number): string => number.toLocaleString('en');

async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const call = readCall(args);
  if (call === null) {
    console.log(USAGE);
    return 0;
  }
  if (typeof call === 'string') {
    console.error(`${call}\n${USAGE}`);
    return 2;
  }
  const settings = readSettings(withDotenv(process.env, '.env'));
  if (!settings.ok) {
    console.error(settings.message);
    return 2;
  }

  const now = Date.now();
  const totals = { rows: 0, stored: 0, problems: 0 };
  const report = (line: string): void => {
    totals.problems++;
    if (totals.problems <= SHOWN) console.error(line);
  };
  let target: ImportTarget | null = null;
  let shownAt = now;
  try {
    for await (const batch of readFiles(call.files, { format: call.format, receivedAt: now, signal })) {
      // The store is opened when the files have been looked at: a wrong name changes nothing.
      target ??= await openImportTarget(settings.settings);
      for (const { line, reason } of batch.problems) report(`${batch.path}:${line}: ${reason}`);
      // A source that no jurisdiction knows is kept: its file may come later.
      const { accepted, rejected } = checkReadings(batch.readings, null, now);
      for (const { index, reason } of rejected) report(`${batch.path}: ${batch.readings[index]?.source}: ${reason}`);
      await target.append(accepted, signal);
      totals.rows += batch.rows;
      totals.stored += accepted.length;
      if (Date.now() - shownAt >= PROGRESS_MS) {
        shownAt = Date.now();
        const percent = Math.floor((100 * batch.bytes) / batch.totalBytes);
        console.error(`${percent} %, ${count(totals.stored)} readings stored`);
      }
    }
    await target?.close();
    target = null;
  } catch (error) {
    await target?.close().catch(() => undefined);
    console.error(signal.aborted ? 'stopped' : messageOf(error));
    if (totals.stored > 0) {
      console.error(`${count(totals.stored)} readings are stored; to import them again does no harm`);
    }
    return error instanceof UnreadableFile ? 2 : 1;
  }
  if (totals.problems > SHOWN) console.error(`and ${count(totals.problems - SHOWN)} more problems`);
  console.log(
    `${count(call.files.length)} files, ${count(totals.rows)} rows: ${count(totals.stored)} readings stored, ${count(totals.problems)} problems`,
  );
  return 0;
}

const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());
process.exitCode = await run(process.argv.slice(2), stopped.signal);
