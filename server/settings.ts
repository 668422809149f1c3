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
  readonly mode: 'demo' | 'live';
  readonly jurisdictions: JurisdictionChoice;
  /** null: the embedded store. */
  readonly influx: InfluxTarget | null;
  /** null: the ways in are open, to this machine only; never in live. */
  readonly ingestToken: string | null;
  /** Those who are not signed in may look. */
  readonly guests: boolean;
  /** A token that lets a wall look, beside those of `npm run accounts -- wall`; null: none. */
  readonly wallToken: string | null;
  /** Proxies in front that say where a request comes from and whether it came by TLS. */
  readonly proxies: number;
  /** A file of those whom warnings are sent to; null: nobody. */
  readonly notify: string | null;
  /** Event seconds per wall second of the demo's clock once it has caught up. */
  readonly speed: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** The demo may listen beyond the loopback (in a container). */
  readonly allowRemoteDemo: boolean;
  /** The demo goes on with the data it finds instead of starting afresh; live always does. */
  readonly keepData: boolean;
  /** The demo brings its own readings; without, and in live, it waits for those that others send, in real time. */
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
  GUESTS: z.enum(['0', '1', 'true', 'false'], { error: 'expected 1, 0, true or false' }).optional(),
  WALL_TOKEN: z.string().min(32, 'expected at least 32 characters').optional(),
  TRUST_PROXY: z
    .string()
    .regex(/^[0-5]$/, 'expected the number of proxies in front, 0 to 5')
    .transform(Number)
    .default(0),
  NOTIFY: z.string().optional(),
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

const isYes = (text: string | undefined): boolean => /^(?:1|true)$/.test(text ?? '');
const isNo = (text: string | undefined): boolean => /^(?:0|false)$/.test(text ?? '');

/** What live does not go together with. */
function findDemoSettings(given: Readonly<Record<string, string | undefined>>): Wrong[] {
  const found: Wrong[] = [];
  if (given['INGEST_TOKEN'] === undefined) {
    found.push({ name: 'INGEST_TOKEN', message: 'live takes readings only from those who show a token; set one' });
  }
  if (isYes(given['SIMULATE'])) found.push({ name: 'SIMULATE', message: 'live has no simulated feed' });
  if (isNo(given['KEEP_DATA'])) found.push({ name: 'KEEP_DATA', message: 'live always keeps its data' });
  if (given['SPEED'] !== undefined) found.push({ name: 'SPEED', message: 'live runs in real time' });
  if (isYes(given['ALLOW_REMOTE_DEMO'])) found.push({ name: 'ALLOW_REMOTE_DEMO', message: 'live is no demo' });
  return found;
}

/** What is wrong between settings. It looks at the text, so that it is said beside what is wrong with single ones. */
function findContradictions(given: Readonly<Record<string, string | undefined>>): Wrong[] {
  const isLive = given['MODE'] === 'live';
  const found: Wrong[] = isLive ? findDemoSettings(given) : [];
  if (!isLive && !isLoopbackHost(given['HOST'] ?? 'localhost') && !isYes(given['ALLOW_REMOTE_DEMO'])) {
    found.push({
      name: 'HOST',
      message:
        'the demo signs anybody in, so it listens on the loopback only; set ALLOW_REMOTE_DEMO=1 where others are kept out (in a container)',
    });
  }
  if (!isLive && isNo(given['SIMULATE']) && given['SPEED'] !== undefined) {
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

const SECRETS: ReadonlySet<string> = new Set([
  'INFLUX_PASSWORD',
  'INFLUX_USERNAME',
  'INGEST_TOKEN',
  'INFLUX_URL',
  'WALL_TOKEN',
]);

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
  const isLive = all.MODE === 'live';
  return {
    ok: true,
    settings: {
      host: all.HOST,
      port: all.PORT,
      dataDir: all.DATA_DIR,
      mode: all.MODE,
      jurisdictions: jurisdictionChoice(all.JURISDICTIONS),
      influx:
        all.INFLUX_URL === undefined
          ? null
          : {
              url: all.INFLUX_URL,
              // The demo may drop the database that it made, so live has one of its own.
              database: all.INFLUX_DATABASE ?? (isLive ? 'wanglou_live' : 'wanglou'),
              username: all.INFLUX_USERNAME ?? null,
              password: all.INFLUX_PASSWORD ?? null,
            },
      ingestToken: all.INGEST_TOKEN ?? null,
      guests: all.GUESTS === undefined ? !isLive : isYes(all.GUESTS),
      wallToken: all.WALL_TOKEN ?? null,
      proxies: all.TRUST_PROXY,
      notify: all.NOTIFY ?? null,
      speed: all.SPEED,
      logLevel: all.LOG_LEVEL,
      allowRemoteDemo: all.ALLOW_REMOTE_DEMO,
      keepData: isLive || all.KEEP_DATA,
      simulate: !isLive && all.SIMULATE,
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
