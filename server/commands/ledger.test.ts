import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountEventSchema } from '../accounts/events.ts';
import { ledgerBodySchema, toEntries } from '../ledger/events.ts';
import { headFile } from '../ledger/head.ts';
import { openFileLedger } from '../ledger/log.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const NOON = Date.UTC(2026, 10, 22, 4);
const HOUR = 3_600_000;

let folder = '';
let file = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wanglou-ledger-command-'));
  file = join(folder, 'demo', 'ledger.ndjson');
  const ledger = await openFileLedger({
    file,
    schema: ledgerBodySchema,
    clock: { now: () => NOON },
    onTrouble: () => undefined,
  });
  await ledger.append(
    toEntries({
      jurisdiction: 'yangcheng',
      events: [
        {
          kind: 'alarm-raised',
          id: 'a-1',
          at: NOON,
          plan: 'yangcheng-outage',
          rule: 'county-loss',
          subject: 'yc-grid',
          class: 'plan',
          level: 'III',
          indeterminate: false,
          evidence: null,
          clause: '4.3.1.1 (1)',
        },
        { kind: 'alarm-acknowledged', id: 'a-1', at: NOON + HOUR, by: '值班甲', note: '已派人\n核实\u001b[2J' },
      ],
    }),
  );
  await ledger.append(
    toEntries({
      jurisdiction: 'yangquan',
      events: [{ kind: 'event-closed', at: NOON + 2 * HOUR, grid: 'yq-grid', by: '值班乙' }],
    }),
  );
  await ledger.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function command(...args: readonly string[]): { status: number | null; out: string; error: string } {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'server/commands/ledger.ts', ...args], {
    cwd: project,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], DATA_DIR: folder },
  });
  const local = (text: string): string => text.replaceAll(`${folder}/`, '');
  return { status: run.status, out: local(run.stdout), error: local(run.stderr) };
}
const lines = (): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');
const head = (): string => /"hash":"(\w+)"\}$/.exec(lines().at(-1) ?? '')?.[1] ?? '';

describe('npm run ledger -- verify', () => {
  it('says how many entries there are, of which time, and the head; of a file, a folder, and DATA_DIR', () => {
    const out = [
      'demo/ledger.ndjson: as it was written, 3 entries',
      '  event time  2026-11-22T04:00:00Z to 2026-11-22T06:00:00Z',
      '  recorded    2026-11-22T04:00:00Z to 2026-11-22T04:00:00Z',
      `  head        3 ${head()}`,
      '',
    ].join('\n');
    for (const args of [[], [folder], [join(folder, 'demo')], [file]]) {
      expect(command('verify', ...args)).toEqual({ status: 0, out, error: '' });
    }
  });

  it('finds the other ledgers of DATA_DIR too', async () => {
    const accounts = await openFileLedger({
      file: join(folder, 'live', 'accounts', 'accounts.ndjson'),
      schema: accountEventSchema,
      clock: { now: () => NOON },
      onTrouble: () => undefined,
    });
    await accounts.append([{ kind: 'accounts-opened', data: { mode: 'live' }, at: NOON }]);
    await accounts.close();
    const { status, out } = command('verify');
    expect(status).toBe(0);
    expect(out).toContain('demo/ledger.ndjson: as it was written, 3 entries\n');
    expect(out).toContain('live/accounts/accounts.ndjson: as it was written, 1 entry\n');
    expect(out).not.toContain('not checked');
    expect(command('show', '--kind', 'accounts-opened').out).toContain('accounts-opened  mode=live\n');
  });

  it('names the first entry that is not as it was written, and leaves with 1', () => {
    writeFileSync(file, readFileSync(file, 'utf8').replace('值班甲', '值班丁'));
    expect(command('verify')).toEqual({
      status: 1,
      out: '',
      error:
        'demo/ledger.ndjson, line 2, entry 2: changed: its hash is not that of its content\n  as it was written up to there: 1 entry\n',
    });
  });

  it('misses what was taken from the end, and a file that was taken away', () => {
    writeFileSync(file, `${lines()[0]}\n`);
    expect(command('verify')).toMatchObject({
      status: 1,
      error: expect.stringContaining('2 entries are missing at the end: 3 had been recorded, 1 are here'),
    });
    rmSync(file);
    for (const args of [[], [file]]) {
      expect(command('verify', ...args)).toMatchObject({
        status: 1,
        error: expect.stringContaining('3 entries are missing at the end'),
      });
    }
  });

  it('minds no line that is being written, and says when nobody vouches for the end', () => {
    appendFileSync(file, '{"seq":4,"at":');
    const torn = command('verify', file);
    expect(torn).toMatchObject({ status: 0, error: '' });
    expect(torn.out).toContain('as it was written, 3 entries');
    expect(torn.out).toContain('behind it 14 bytes of an entry that was never acknowledged: being written, or torn');
    mkdirSync(join(folder, 'demo', 'journal'));
    writeFileSync(
      join(folder, 'demo', 'journal', 'lock'),
      JSON.stringify({ pid: process.pid, started: startOfThis() }),
    );
    expect(command('verify', file).out).toContain('entry 4 is being written (14 bytes so far)');
    const copy = join(folder, 'copy.ndjson');
    copyFileSync(file, copy);
    const { status, out } = command('verify', copy);
    expect(status).toBe(0);
    expect(out).toContain('no head file: entries that were taken from the end would not be missed');
    expect(out).toContain('kinds of events not checked');
  });

  it('says that the head file is damaged', () => {
    writeFileSync(headFile(file), 'nonsense');
    expect(command('verify')).toMatchObject({
      status: 1,
      error: expect.stringContaining('its head file demo/ledger.ndjson.head is damaged'),
    });
  });

  it.each([
    ['a file that is not there', ['verify', '/nowhere/ledger.ndjson'], '/nowhere/ledger.ndjson: there is no such file'],
    ['a folder without one', ['verify', join(project, 'thresholds')], 'there is no ledger in this folder'],
    ['two places', ['verify', 'a', 'b'], 'expected one file or folder, found 2'],
    ['an option of another command', ['verify', '--kind', 'x'], "Unknown option '--kind'"],
    ['a command that there is not', ['repair'], 'Unknown command repair'],
    ['no command', [], 'no command was given'],
    ['a time that is none', ['show', '--from', 'noon'], '--from noon: expected YYYY-MM-DD'],
    ['a format that is none', ['show', '--format', 'xml'], '--format xml: expected text or json'],
    ['a zone that is none', ['show', '--zone', 'Shanxi'], '--zone Shanxi: expected a time zone'],
  ])('refuses %s with 2', (_, args, reason) => {
    const { status, out, error } = command(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(error).toContain(reason);
  });

  it('says how it is called', () => {
    expect(command('--help')).toMatchObject({ status: 0, out: expect.stringContaining('npm run ledger -- show') });
  });
});

describe('npm run ledger -- show', () => {
  const seqs = (...args: readonly string[]): number[] => {
    const { status, out } = command('show', '--format', 'json', ...args);
    expect(status).toBe(0);
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { seq: number }).seq);
  };

  it('prints an entry a line, whatever somebody typed into it', () => {
    expect(command('show')).toEqual({
      status: 0,
      error: '',
      out: [
        '      1  2026-11-22 12:00     alarm-raised  yangcheng  id=a-1  plan=yangcheng-outage  rule=county-loss  subject=yc-grid  class=plan  level=III  indeterminate=false  evidence=null  clause="4.3.1.1 (1)"',
        String.raw`      2  2026-11-22 13:00     alarm-acknowledged  yangcheng  id=a-1  by=值班甲  note="已派人\n核实\u001b[2J"`,
        '      3  2026-11-22 14:00     event-closed  yangquan  grid=yq-grid  by=值班乙',
        '',
      ].join('\n'),
    });
  });

  it('gives the lines as they stand as JSON', () => {
    expect(command('show', '--format', 'json', file).out).toBe(readFileSync(file, 'utf8'));
  });

  it('chooses by time, kind and jurisdiction', () => {
    expect(seqs('--from', '2026-11-22 13:00')).toEqual([2, 3]);
    expect(seqs('--from', '2026-11-22T05:00:00Z', '--to', '2026-11-22T14:00:00+08:00')).toEqual([2]);
    expect(seqs('--from', '2026-11-23')).toEqual([]);
    expect(seqs('--to', '2026-11-22 05:00', '--zone', 'UTC')).toEqual([1]);
    expect(seqs('--kind', 'alarm-raised', '--kind', 'event-closed')).toEqual([1, 3]);
    expect(seqs('--jurisdiction', 'yangquan')).toEqual([3]);
  });

  it('prints what stands before the first fault, names that, and leaves with 1', () => {
    writeFileSync(file, readFileSync(file, 'utf8').replace('值班乙', '值班丁'));
    const { status, out, error } = command('show');
    expect(status).toBe(1);
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    expect(error).toBe('demo/ledger.ndjson, line 3, entry 3: changed: its hash is not that of its content\n');
  });
});

/** When this process started, as a lock file says it; null where the system does not say. */
function startOfThis(): string | null {
  try {
    const stat = readFileSync(`/proc/${process.pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
