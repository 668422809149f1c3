/** `npm run ledger`: whether a ledger is as it was written, and what is in it. It only reads, also beside a running server. */
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { describeFault, scanLedger, type CheckedLine, type LedgerFault, type Mark } from '../ledger/chain.ts';
import { ledgerBodySchema } from '../ledger/events.ts';
import { damagedHead, headFile, readHead } from '../ledger/head.ts';
import type { EventBody } from '../ledger/log.ts';
import { accountEventSchema } from '../accounts/events.ts';
import { parseIsoInstant } from '../feeds/iso-instant.ts';
import { toIso } from '../model/instant.ts';
import { formatLocal, parseLocal } from '../model/local-time.ts';
import { readSettings, withDotenv } from '../settings.ts';
import { journalFolder, journalHolder } from '../store/journal.ts';
import { lockHolder } from '../store/lock.ts';

const USAGE = `Usage:
  npm run ledger -- verify [FILE|DATA_DIR]   checks every entry and the end; without a place: the ledgers of DATA_DIR
  npm run ledger -- show [FILE|DATA_DIR]     prints entries, one a line
      --from TIME, --to TIME                 by event time, --to left out; YYYY-MM-DD, "YYYY-MM-DD HH:mm", or ISO 8601
      --kind KIND, --jurisdiction ID         only these; may be given several times
      --format text|json                     json: the lines of the ledger as they stand
      --zone ZONE                            of the times, Asia/Shanghai when left out
Leaves with 0; with 1 when something is wrong with a ledger, which is named; with 2 when the call is wrong or there is no ledger.`;

const WELL = 0;
const BROKEN = 1;
const WRONG = 2;

/** The call was wrong, or there is nothing to read (exit status 2). */
class WrongCall extends Error {}

/** Whose kinds and shapes are known, by the name of the file; of others the chain and the form of entries are checked. */
const SCHEMAS: Readonly<Record<string, z.ZodType<EventBody>>> = {
  'ledger.ndjson': ledgerBodySchema,
  'accounts.ndjson': accountEventSchema,
};
const anyBody: z.ZodType<EventBody> = z.object({ kind: z.string(), data: z.unknown() });
const HEAD_SUFFIX = headFile('');

/** How deep in `DATA_DIR` ledgers stand: `demo/drills/ID` is three folders down. */
const DEPTH = 3;

/** The ledgers in a folder and in those within it: those that have a head file, there or not, and those by name. */
function ledgersIn(folder: string, depth = DEPTH): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const headed = names.filter((name) => name.endsWith(HEAD_SUFFIX)).map((name) => name.slice(0, -HEAD_SUFFIX.length));
  const known = names.filter((name) => Object.hasOwn(SCHEMAS, name));
  const here = [...new Set([...headed, ...known])].toSorted().map((name) => join(folder, name));
  const folders = depth === 0 ? [] : entries.filter((entry) => entry.isDirectory());
  return [...here, ...folders.flatMap(({ name }) => ledgersIn(join(folder, name), depth - 1))];
}

/** Whether a living process has the folder of a ledger. */
async function isInUse(file: string): Promise<boolean> {
  const folder = dirname(file);
  return (await journalHolder(journalFolder(folder))) !== null || (await lockHolder(join(folder, 'lock'))) !== null;
}

/** The ledgers at a place; those of `DATA_DIR` when none is named. */
function findLedgers(places: readonly string[]): string[] {
  if (places.length > 1) throw new WrongCall(`expected one file or folder, found ${places.length}\n${USAGE}`);
  let place = places[0];
  if (place === undefined) {
    const settings = readSettings(withDotenv(process.env, '.env'));
    if (!settings.ok) throw new WrongCall(settings.message);
    place = settings.settings.dataDir;
  }
  if (existsSync(place) && statSync(place).isDirectory()) {
    const found = ledgersIn(place);
    if (found.length === 0) throw new WrongCall(`${place}: there is no ledger in this folder`);
    return found;
  }
  // A ledger that was taken away leaves its head behind: that is a broken one.
  if (!existsSync(place) && !existsSync(headFile(place))) throw new WrongCall(`${place}: there is no such file`);
  return [place];
}

/** Everything that reading a ledger to its end, or to its first fault, says. */
interface Reading {
  readonly first: CheckedLine<EventBody> | null;
  readonly latest: CheckedLine<EventBody> | null;
  readonly last: Mark;
  readonly tornBytes: number;
  readonly fault: LedgerFault | null;
  readonly hasHead: boolean;
}

async function readLedger(
  file: string,
  each: (line: CheckedLine<EventBody>) => Promise<void> | void,
): Promise<Reading> {
  // Before the file: the head of a running server is never ahead of what is read after it.
  const head = readHead(file);
  const scan = scanLedger({ file, schema: SCHEMAS[basename(file)] ?? anyBody, marks: head.marks, to: null });
  let first: CheckedLine<EventBody> | null = null;
  let latest: CheckedLine<EventBody> | null = null;
  let step = scan.next();
  while (step.done !== true) {
    first ??= step.value;
    latest = step.value;
    // Only where there is something to wait for: a turn of the loop for each entry would cost more than reading it.
    const waits = each(latest);
    if (waits !== undefined) await waits;
    step = scan.next();
  }
  const { last, tornBytes, fault } = step.value;
  return {
    first,
    latest,
    last,
    tornBytes,
    fault: fault ?? (head.state === 'damaged' ? damagedHead(file) : null),
    hasHead: head.state !== 'absent',
  };
}

async function verify(places: readonly string[]): Promise<number> {
  let status = WELL;
  for (const file of findLedgers(places)) {
    const { first, latest, last, tornBytes, fault, hasHead } = await readLedger(file, () => undefined);
    if (fault !== null) {
      status = BROKEN;
      console.error(describeFault(file, fault));
      console.error(`  as it was written up to there: ${countOf(last.seq)}`);
      continue;
    }
    console.log(`${file}: as it was written, ${countOf(last.seq)}`);
    if (first !== null && latest !== null) {
      console.log(`  event time  ${toIso(first.entry.at)} to ${toIso(latest.entry.at)}`);
      console.log(`  recorded    ${toIso(first.entry.recordedAt)} to ${toIso(latest.entry.recordedAt)}`);
    }
    console.log(`  head        ${last.seq} ${last.hash}`);
    if (!hasHead) console.log('  no head file: entries that were taken from the end would not be missed');
    if (!Object.hasOwn(SCHEMAS, basename(file))) {
      console.log('  kinds of events not checked: they are known by the name of the file, and this one is another');
    }
    if (tornBytes > 0) {
      console.log(
        (await isInUse(file))
          ? `  entry ${last.seq + 1} is being written (${tornBytes} bytes so far)`
          : `  behind it ${tornBytes} bytes of an entry that was never acknowledged: being written, or torn by a power cut; the next start cuts a torn one off`,
      );
    }
  }
  return status;
}

const countOf = (entries: number): string => (entries === 1 ? '1 entry' : `${entries.toLocaleString('en')} entries`);

interface Filter {
  /** Event time, epoch ms; `to` left out. */
  readonly from: number;
  readonly to: number;
  /** Empty: all. */
  readonly kinds: readonly string[];
  readonly jurisdictions: readonly string[];
}

const dataSchema = z.object({
  jurisdiction: z.string().optional(),
  event: z.record(z.string(), z.unknown()).optional(),
});

/** Jurisdiction and fields of an event, whatever ledger it is from. */
function contentOf(data: unknown): { readonly jurisdiction: string | null; readonly fields: object } {
  const { success, data: known } = dataSchema.safeParse(data);
  const jurisdiction = success ? (known.jurisdiction ?? null) : null;
  if (success && known.event !== undefined) return { jurisdiction, fields: known.event };
  return { jurisdiction, fields: typeof data === 'object' && data !== null ? data : { data } };
}

const isWanted = ({ entry: { at, kind, data } }: CheckedLine<EventBody>, filter: Filter): boolean =>
  at >= filter.from &&
  at < filter.to &&
  (filter.kinds.length === 0 || filter.kinds.includes(kind)) &&
  (filter.jurisdictions.length === 0 || filter.jurisdictions.includes(contentOf(data).jurisdiction ?? ''));

/** Longer values are for `--format json`. */
const SHOWN_CHARS = 120;

/** A value on one line: what people typed may hold line breaks and what moves the cursor. */
function valueText(value: unknown): string {
  if (typeof value === 'string' && /^[\p{L}\p{N}_.:/+@-]+$/u.test(value)) return value;
  const text = JSON.stringify(value).replaceAll(
    /\p{C}/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  if (typeof value === 'string' || text.length <= SHOWN_CHARS) return text;
  return Array.isArray(value) ? `[${value.length} values]` : '{…}';
}

function textOf({ entry: { seq, at, kind, data } }: CheckedLine<EventBody>, zone: string): string {
  const { jurisdiction, fields } = contentOf(data);
  const shown = Object.entries(fields)
    .filter(([name]) => name !== 'kind' && name !== 'at')
    .map(([name, value]) => `${name}=${valueText(value)}`);
  const start = `${String(seq).padStart(7)}  ${formatLocal(at, zone).padEnd(19)}  ${valueText(kind)}`;
  return [start, ...(jurisdiction === null ? [] : [valueText(jurisdiction)]), ...shown].join('  ');
}

async function show(places: readonly string[], filter: Filter, format: 'text' | 'json', zone: string): Promise<number> {
  const files = findLedgers(places);
  let status = WELL;
  for (const file of files) {
    if (format === 'text' && files.length > 1) console.log(`${file}:`);
    const { fault } = await readLedger(file, (line) => {
      if (!isWanted(line, filter)) return undefined;
      const isTaken = process.stdout.write(`${format === 'json' ? line.text : textOf(line, zone)}\n`);
      return isTaken ? undefined : once(process.stdout, 'drain').then(() => undefined);
    });
    if (fault !== null) {
      status = BROKEN;
      console.error(describeFault(file, fault));
    }
  }
  return status;
}

function readTime(name: string, text: string | undefined, zone: string, otherwise: number): number {
  if (text === undefined) return otherwise;
  const local = parseLocal(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text} 00:00` : text, zone);
  const instant = local ?? parseIsoInstant(text);
  if (Number.isFinite(instant)) return instant;
  throw new WrongCall(`--${name} ${text}: expected YYYY-MM-DD, "YYYY-MM-DD HH:mm", or ISO 8601 with an offset`);
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format() !== '';
  } catch {
    return false;
  }
}

/** Options by command; `show` alone has any. */
const SHOW_OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  kind: { type: 'string', multiple: true },
  jurisdiction: { type: 'string', multiple: true },
  format: { type: 'string' },
  zone: { type: 'string' },
} as const;

function readArguments<Options extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new WrongCall(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

async function run([command = '', ...rest]: readonly string[]): Promise<number> {
  switch (command) {
    case '--help':
    case '-h':
    case 'help':
      console.log(USAGE);
      return WELL;
    case 'verify':
      return verify(readArguments(rest, {}).positionals);
    case 'show': {
      const { values, positionals } = readArguments(rest, SHOW_OPTIONS);
      const { format = 'text', zone = 'Asia/Shanghai' } = values;
      if (format !== 'text' && format !== 'json') throw new WrongCall(`--format ${format}: expected text or json`);
      if (!isZone(zone)) throw new WrongCall(`--zone ${zone}: expected a time zone such as Asia/Shanghai`);
      const filter = {
        from: readTime('from', values.from, zone, -Infinity),
        to: readTime('to', values.to, zone, Infinity),
        kinds: values.kind ?? [],
        jurisdictions: values.jurisdiction ?? [],
      };
      return show(positionals, filter, format, zone);
    }
    default:
      throw new WrongCall(`${command === '' ? 'no command was given' : `Unknown command ${command}`}\n${USAGE}`);
  }
}

// Whoever reads the first lines only (`| head`) has what they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(WELL);
});
try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  // What cannot be read (rights, a disk) is no broken ledger, and none that was found to be well.
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = WRONG;
}
