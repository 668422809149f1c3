/** `npm run bench [-- NAME...] [--json]`: figures as ratios measured in one run, beside their budgets. Nothing fails by them. */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { backtest } from './backtest.ts';
import { fanOut } from './fan-out.ts';
import { ingest } from './ingest.ts';
import { latency } from './latency.ts';
import { jsonLine, table, type Bench, type Finding } from './report.ts';
import { restart } from './restart.ts';
import { storm } from './storm.ts';
import { wall } from './wall.ts';

const BENCHES: Readonly<Record<string, Bench>> = { ingest, latency, backtest, restart, 'fan-out': fanOut, wall, storm };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}\n`);
  process.exit(2);
}

const [load = 0] = loadavg();
process.stderr.write(
  `${cpus().length} cores, load ${load.toFixed(1)}, node ${process.version}` +
    `${load > 0.5 ? '; other programs are at work: look at the ratios' : ''}\n`,
);
const findings: Finding[] = [];
for (const name of names) {
  const bench = BENCHES[name];
  if (bench === undefined) continue;
  try {
    findings.push(...(await bench((text) => process.stderr.write(`${name}: ${text}\n`))));
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}
process.stdout.write(`${values.json === true ? findings.map(jsonLine).join('\n') : table(findings)}\n`);
