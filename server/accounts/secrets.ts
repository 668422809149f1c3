/**
 * The file of secrets: hashes of passwords, digests of wall tokens, and the key that signs device cookies. It stands
 * apart from the ledger of accounts, which can forget nothing: a hash that leaked, or that belongs to a password long
 * since changed, must be gone for good when it is replaced.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../store/replace-file.ts';

const schema = z.strictObject({
  version: z.literal(1),
  /** 256 bits, base64url. */
  deviceKey: z.string().length(43),
  /** By id of the account: how argon2 writes a hash. */
  passwords: z.record(z.string(), z.string().startsWith('$argon2id$')),
  /** By id of the wall: SHA-256 of its token, hexadecimal. */
  walls: z.record(z.string(), z.string().length(64)),
});
type Content = z.infer<typeof schema>;

/** What is kept secret, in memory and on the disk; a change is on the disk when its promise resolves. */
export interface Secrets {
  readonly deviceKey: string;
  passwordOf(account: string): string | null;
  setPassword(account: string, hash: string): Promise<void>;
  /** Ids of walls with the digests of their tokens. */
  walls(): readonly (readonly [id: string, digest: string])[];
  setWall(wall: string, digest: string): Promise<void>;
  removeWall(wall: string): Promise<void>;
}

/** Only the owner reads and writes. */
const MODE = 0o600;

const write = (file: string, content: Content): Promise<void> =>
  replaceFile(file, `${JSON.stringify(content, null, 1)}\n`, MODE);

/**
 * Opens the file, or makes it with a new key where there is none. Rights that let others read it are taken away.
 * @throws Error (rejects) when the file is not one of ours, with the path and what is wrong.
 */
export async function openSecrets(file: string): Promise<Secrets> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await chmod(dirname(file), 0o700);
  let text: string | null = null;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  let content: Content;
  if (text === null) {
    content = { version: 1, deviceKey: randomBytes(32).toString('base64url'), passwords: {}, walls: {} };
    await write(file, content);
  } else {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw new Error(`${file}: no JSON`);
    }
    const read = schema.safeParse(json);
    // Which key is wrong is said, its value never.
    if (!read.success) {
      const where = read.error.issues.map(({ path }) => path.slice(0, 2).join('.') || 'the whole').join(', ');
      throw new Error(`${file}: not a file of secrets (${where})`);
    }
    content = read.data;
    if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, MODE);
  }

  let turn: Promise<unknown> = Promise.resolve();
  const change = (make: (before: Content) => Content): Promise<void> => {
    const done = turn.then(async () => {
      const after = make(content);
      await write(file, after);
      content = after;
    });
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    deviceKey: content.deviceKey,
    passwordOf: (account) => (Object.hasOwn(content.passwords, account) ? (content.passwords[account] ?? null) : null),
    setPassword: (account, hash) =>
      change((before) => ({ ...before, passwords: { ...before.passwords, [account]: hash } })),
    walls: () => Object.entries(content.walls),
    setWall: (wall, digest) => change((before) => ({ ...before, walls: { ...before.walls, [wall]: digest } })),
    removeWall: (wall) =>
      change((before) => ({
        ...before,
        walls: Object.fromEntries(Object.entries(before.walls).filter(([id]) => id !== wall)),
      })),
  };
}
