/** The file that `NOTIFY` names: to whom warnings go. Secrets are in the environment; the file names the variables. */
import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { CALLED_ROLES } from '../model/procedure.ts';
import type { CapContext } from './cap.ts';
import type { Channel, Message } from './channel.ts';
import { createMail } from './mail.ts';
import { createRobot, ROBOT_ENDPOINTS } from './robots.ts';
import { createWebhook } from './webhook.ts';

/** About a day, with waits of ten minutes. */
const TRIES = 150;

const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected the name of a variable of the environment');
const http = z.url({ protocol: /^https?$/, error: 'expected an address that begins with http:// or https://' });
const id = z.string().regex(/^[\w.-]{1,64}$/, 'expected letters, digits, dots, hyphens');
const mailAddress = z.email({ error: 'expected an address such as duty@city.example' });
const common = {
  id,
  /** Only these; all when absent. */
  jurisdictions: z.array(z.string()).min(1).optional(),
  plans: z.array(z.string()).min(1).optional(),
  /** Calls to these roles go here. */
  roles: z.array(z.enum(CALLED_ROLES)).min(1).optional(),
  /** What goes here; when absent, bulletins, and calls as well where there are roles. */
  sends: z.enum(['bulletins', 'calls', 'both']).optional(),
  tries: z.number().int().min(1).max(10_000).default(TRIES),
  timeoutSeconds: z.number().min(0.1).max(120).default(15),
};
const language = z.enum(['zh', 'en']).default('zh');

const channelSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('webhook'),
    ...common,
    url: http.optional(),
    /** In place of `url`, where the address itself is a secret. */
    urlEnv: variable.optional(),
    secretEnv: variable.optional(),
  }),
  z.strictObject({
    kind: z.enum(['dingtalk', 'wecom', 'feishu']),
    ...common,
    language,
    endpoint: http.optional(),
    tokenEnv: variable,
    secretEnv: variable.optional(),
  }),
  z.strictObject({
    kind: z.literal('mail'),
    ...common,
    language,
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535),
    security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
    user: z.string().optional(),
    passwordEnv: variable.optional(),
    from: mailAddress,
    to: z.array(mailAddress).min(1),
  }),
]);
type ChannelInput = z.infer<typeof channelSchema>;

const point = z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]);
const fileSchema = z.strictObject({
  /** Who sends, in CAP: unique in the world, such as a domain name. */
  sender: z
    .string()
    .regex(/^[^\s,<&]+$/u, 'expected a name without spaces, commas, < or &')
    .optional(),
  places: z
    .record(
      z.string(),
      z.strictObject({
        geocode: z
          .string()
          .regex(/^\d{6,12}$/, 'expected a code of GB/T 2260')
          .optional(),
        polygon: z
          .array(point)
          .min(4, 'expected four points at least')
          .refine((points) => points[0]?.join() === points.at(-1)?.join(), 'expected the last point to be the first')
          .optional(),
      }),
    )
    .default({}),
  channels: z.array(channelSchema).default([]),
});

/** Who warnings go to, and what CAP says beside them. */
export interface Notify {
  readonly channels: readonly Channel[];
  readonly cap: CapContext;
}
/** Channels, or everything that is wrong in one message, a line each. */
export type NotifyResult =
  | { readonly ok: true; readonly notify: Notify }
  | { readonly ok: false; readonly message: string };

type Path = readonly (string | number)[];
interface Finding {
  readonly path: Path;
  readonly message: string;
}

/** Without a file: nobody is told, and CAP documents come from a name that belongs to nobody. */
export const NOBODY: Notify = { channels: [], cap: { sender: 'wanglou.example', places: {} } };

/** Reads the file. Values of the environment are never repeated in a message. */
export function readNotify(file: string, environment: Readonly<Record<string, string | undefined>>): NotifyResult {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    return { ok: false, message: `${file}: cannot be read: ${error instanceof Error ? error.message : 'unknown'}` };
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const say = (line: number, text: string): string => `${file}:${line}: ${text}`;
  if (document.errors.length > 0) {
    const told = document.errors.map(({ pos, message }) => say(lines.linePos(pos[0]).line, message));
    return { ok: false, message: told.join('\n') };
  }
  const parsed = fileSchema.safeParse(document.toJS() ?? {});
  const findings: Finding[] = parsed.success
    ? findContradictions(parsed.data.channels, environment)
    : parsed.error.issues.map((issue) => ({ path: toPath(issue.path), message: issue.message }));
  if (!parsed.success || findings.length > 0) {
    const told = findings.map(({ path, message }) =>
      say(lines.linePos(offsetOf(document, path)).line, `${path.join('.') || 'file'}: ${message}`),
    );
    return { ok: false, message: told.join('\n') };
  }
  const { sender = NOBODY.cap.sender, places, channels } = parsed.data;
  const cap = { sender, places };
  return { ok: true, notify: { cap, channels: channels.map((input) => createChannel(input, cap, environment)) } };
}

const toPath = (path: readonly PropertyKey[]): Path =>
  path.map((step) => (typeof step === 'symbol' ? String(step) : step));

/** What goes to a channel: bulletins, and calls to roles. */
function contentOf({ roles = [], sends }: ChannelInput): {
  readonly bulletins: boolean;
  readonly roles: readonly string[];
} {
  return { bulletins: sends !== 'calls', roles: sends === 'bulletins' ? [] : roles };
}

/** What is wrong between the parts, and with the environment. */
function findContradictions(
  channels: readonly ChannelInput[],
  environment: Readonly<Record<string, string | undefined>>,
): Finding[] {
  const found: Finding[] = [];
  const ids = new Set<string>();
  /** Receivers by what they get and are reached by: one that gets the same by two channels would be told twice. */
  const receivers = new Map<string, string>();
  channels.forEach((input, i) => {
    const at = (key: string): Path => ['channels', i, key];
    if (ids.has(input.id)) found.push({ path: at('id'), message: `${input.id} stands here twice` });
    ids.add(input.id);
    for (const [key, name] of Object.entries(input)) {
      if (!key.endsWith('Env') || typeof name !== 'string') continue;
      if ((environment[name] ?? '') === '') found.push({ path: at(key), message: `${name} is not set` });
    }
    if (input.kind === 'webhook') {
      if ((input.url === undefined) === (input.urlEnv === undefined)) {
        found.push({ path: at('url'), message: 'expected either url or urlEnv' });
      }
      const address = input.urlEnv === undefined ? null : (environment[input.urlEnv] ?? '');
      if (address !== null && address !== '' && !http.safeParse(address).success) {
        found.push({ path: at('urlEnv'), message: `${input.urlEnv} holds no address of http or https` });
      }
    }
    if (input.kind === 'wecom' && input.secretEnv !== undefined) {
      found.push({ path: at('secretEnv'), message: 'robots of WeCom sign nothing' });
    }
    if (input.kind === 'mail' && (input.user === undefined) !== (input.passwordEnv === undefined)) {
      found.push({ path: at('user'), message: 'user and passwordEnv go together' });
    }
    if (input.sends === 'bulletins' && input.roles !== undefined) {
      found.push({ path: at('roles'), message: 'roles are for calls, which are not sent here' });
    }
    if (input.sends !== undefined && input.sends !== 'bulletins' && input.roles === undefined) {
      found.push({ path: at('sends'), message: 'expected roles, whose calls are sent here' });
    }
    const { bulletins, roles } = contentOf(input);
    const told = new Set<string>();
    for (const what of [...(bulletins ? ['bulletins'] : []), ...roles]) {
      for (const receiver of receiversOf(input, environment)) {
        const other = receivers.get(`${what} ${receiver}`);
        if (other !== undefined) told.add(other);
        receivers.set(`${what} ${receiver}`, input.id);
      }
    }
    for (const other of told) found.push({ path: at('id'), message: `has a receiver that ${other} has already` });
  });
  return found;
}

function receiversOf(input: ChannelInput, environment: Readonly<Record<string, string | undefined>>): string[] {
  switch (input.kind) {
    case 'webhook':
      return [`webhook ${input.url ?? environment[input.urlEnv ?? ''] ?? input.id}`];
    case 'mail':
      return input.to.map((address) => `mail ${address.toLowerCase()}`);
    default:
      return [`${input.kind} ${environment[input.tokenEnv] ?? input.id}`];
  }
}

function createChannel(
  input: ChannelInput,
  cap: CapContext,
  environment: Readonly<Record<string, string | undefined>>,
): Channel {
  const { jurisdictions, plans, tries, timeoutSeconds } = input;
  const { bulletins, roles } = contentOf(input);
  const wants = (message: Message): boolean =>
    jurisdictions?.includes(message.jurisdiction) !== false &&
    plans?.includes(message.plan.id) !== false &&
    (message.kind === 'call' ? roles.includes(message.role.id) : bulletins);
  const channel = { id: input.id, tries, wants };
  const timeoutMs = timeoutSeconds * 1000;
  const valueOf = (name: string | undefined): string | null =>
    name === undefined ? null : (environment[name] ?? null);
  switch (input.kind) {
    case 'webhook': {
      const url = new URL(input.url ?? valueOf(input.urlEnv) ?? '');
      return createWebhook({ channel, url, secret: valueOf(input.secretEnv), cap, timeoutMs });
    }
    case 'mail': {
      const { host, port, security, from, to } = input;
      const password = valueOf(input.passwordEnv);
      const login = input.user === undefined || password === null ? null : { user: input.user, password };
      return createMail({ channel, host, port, security, login, from, to, language: input.language, cap, timeoutMs });
    }
    case 'dingtalk':
    case 'wecom':
    case 'feishu': {
      const endpoint = new URL(input.endpoint ?? ROBOT_ENDPOINTS[input.kind]);
      const token = valueOf(input.tokenEnv) ?? '';
      const secret = valueOf(input.secretEnv);
      return createRobot(input.kind, { channel, endpoint, token, secret, language: input.language, timeoutMs });
    }
  }
}

/** Where the value at a path begins; of what is missing, what it is missing in. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      next = pair?.value;
    } else if (isSeq(node) && typeof step === 'number') {
      next = node.items[step];
      if (isMap(next) || isScalar(next)) offset = next.range?.[0] ?? offset;
    }
    if (next === undefined) return offset;
    node = next;
  }
  return offset;
}
