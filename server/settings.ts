/** The environment and `.env`, checked once at the start. */
import { existsSync, readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { parse as parseDotenv } from 'dotenv';
import { z } from 'zod';
import type { InfluxTarget } from './store/open.ts';

/** Which jurisdictions to load. */
export type JurisdictionChoice =
  | { readonly kind: 'all' }
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'folder'; readonly path: string };

/** What the program was told. */
export interface Settings {
  readonly host: string;
  /** 0 means any free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly mode: 'demo';
  readonly jurisdictions: JurisdictionChoice;
  /** null: the embedded store. */
  readonly influx: InfluxTarget | null;
  /** null: the ways in are open, to this machine only. */
  readonly ingestToken: string | null;
  /** Event seconds per wall second of the demo's clock once it has caught up. */
  readonly speed: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** The demo may listen beyond the loopback (in a container). */
  readonly allowRemoteDemo: boolean;
  /** The demo goes on with the data it finds instead of starting afresh. */
  readonly keepData: boolean;
  /** The demo brings its own readings; without, it waits for those that others send, in real time. */
  readonly simulate: boolean;
}

/** Settings, or everything that is wrong with them in one message, a line each. */
export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly message: string };

/** Whether an address to listen on is reached from this machine only. */
export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

const flag = (unset: '0' | '1') =>
  z
    .enum(['0', '1', 'true', 'false'], { error: 'expected 1, 0, true or false' })
    .default(unset)
    .transform((text) => text === '1' || text === 'true');

const notThereYet = (what: string) => z.undefined({ error: `${what} is not part of this version yet; leave it unset` });

const environmentSchema = z.object({
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'expected a host name or an address')
    .default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'expected a port, 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'expected a port, 0 to 65535')
    .default(8080),
  DATA_DIR: z.string().default('./data'),
  MODE: z.enum(['demo', 'live'], { error: 'expected demo or live' }).default('demo'),
  JURISDICTIONS: z.string().optional(),
  INFLUX_URL: z.url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:8086' }).optional(),
  INFLUX_DATABASE: z.string().optional(),
  INFLUX_USERNAME: z.string().optional(),
  INFLUX_PASSWORD: z.string().optional(),
  MQTT_URL: notThereYet('the MQTT feed'),
  HJ212_PORT: notThereYet('the HJ 212 feed'),
  NATS_URL: notThereYet('running on several nodes'),
  INGEST_TOKEN: z.string().min(8, 'expected at least 8 characters').optional(),
  SPEED: z
    .string()
    .transform(Number)
    .refine((speed) => speed > 0 && speed <= 3600, 'expected a number above 0 and at most 3600')
    .default(1),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  ALLOW_REMOTE_DEMO: flag('0'),
  KEEP_DATA: flag('0'),
  SIMULATE: flag('1'),
});

interface Wrong {
  readonly name: string;
  readonly message: string;
}

/** What is wrong between settings. It looks at the text, so that it is said beside what is wrong with single ones. */
function findContradictions(given: Readonly<Record<string, string | undefined>>): Wrong[] {
  const found: Wrong[] = [];
  if (given['MODE'] === 'live') {
    found.push({ name: 'MODE', message: 'live needs accounts, which this version does not have yet; use demo' });
  }
  if (!isLoopbackHost(given['HOST'] ?? 'localhost') && !/^(?:1|true)$/.test(given['ALLOW_REMOTE_DEMO'] ?? '')) {
    found.push({
      name: 'HOST',
      message:
        'the demo signs anybody in, so it listens on the loopback only; set ALLOW_REMOTE_DEMO=1 where others are kept out (in a container)',
    });
  }
  if (/^(?:0|false)$/.test(given['SIMULATE'] ?? '') && given['SPEED'] !== undefined) {
    found.push({ name: 'SPEED', message: 'is that of the simulated feed; it means nothing with SIMULATE=0' });
  }
  if (given['INFLUX_URL'] === undefined) {
    for (const name of ['INFLUX_DATABASE', 'INFLUX_USERNAME', 'INFLUX_PASSWORD']) {
      if (given[name] !== undefined) found.push({ name, message: 'means nothing without INFLUX_URL' });
    }
  } else if ((given['INFLUX_USERNAME'] === undefined) !== (given['INFLUX_PASSWORD'] === undefined)) {
    const name = given['INFLUX_USERNAME'] === undefined ? 'INFLUX_USERNAME' : 'INFLUX_PASSWORD';
    found.push({ name, message: 'a user name and a password go together' });
  }
  return found;
}

const SECRETS: ReadonlySet<string> = new Set(['INFLUX_PASSWORD', 'INFLUX_USERNAME', 'INGEST_TOKEN', 'INFLUX_URL']);

function jurisdictionChoice(text: string | undefined): JurisdictionChoice {
  if (text === undefined) return { kind: 'all' };
  if (/[/\\]|^\./.test(text)) return { kind: 'folder', path: text };
  return {
    kind: 'ids',
    ids: text
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  };
}

/**
 * Checks the variables. An empty one counts as unset; secrets are never repeated in a message.
 * Gives every wrong one in one message.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): SettingsResult {
  const given = Object.fromEntries(
    Object.keys(environmentSchema.shape).map((name) => {
      const text = environment[name]?.trim();
      return [name, text === '' ? undefined : text];
    }),
  );
  const checked = environmentSchema.safeParse(given);
  const wrong: Wrong[] = [
    ...(checked.error?.issues ?? []).map((issue) => ({ name: String(issue.path[0]), message: issue.message })),
    ...findContradictions(given),
  ];
  if (!checked.success || wrong.length > 0) {
    const lines = wrong.map(({ name, message }) => {
      const value = given[name];
      const shown = value === undefined ? '' : SECRETS.has(name) ? ' (value not shown)' : `=${value.slice(0, 80)}`;
      return `  ${name}${shown}: ${message}`;
    });
    return { ok: false, message: `wrong settings:\n${lines.join('\n')}` };
  }
  const all = checked.data;
  return {
    ok: true,
    settings: {
      host: all.HOST,
      port: all.PORT,
      dataDir: all.DATA_DIR,
      mode: 'demo',
      jurisdictions: jurisdictionChoice(all.JURISDICTIONS),
      influx:
        all.INFLUX_URL === undefined
          ? null
          : {
              url: all.INFLUX_URL,
              database: all.INFLUX_DATABASE ?? 'wanglou',
              username: all.INFLUX_USERNAME ?? null,
              password: all.INFLUX_PASSWORD ?? null,
            },
      ingestToken: all.INGEST_TOKEN ?? null,
      speed: all.SPEED,
      logLevel: all.LOG_LEVEL,
      allowRemoteDemo: all.ALLOW_REMOTE_DEMO,
      keepData: all.KEEP_DATA,
      simulate: all.SIMULATE,
    },
  };
}

/** The environment over the keys of a `.env` file, where there is one. @throws when the file cannot be read. */
export function withDotenv(
  environment: Readonly<Record<string, string | undefined>>,
  path: string,
): Record<string, string | undefined> {
  return existsSync(path) ? { ...parseDotenv(readFileSync(path)), ...environment } : { ...environment };
}
