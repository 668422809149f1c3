/** What a drill is, as it is kept beside its record: small, replaced whole. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { toIso } from '../model/instant.ts';
import { replaceFile } from '../store/replace-file.ts';
import { DRILL_EPISODES, DRILL_SPEEDS, type WireDrill } from '../wire/drill.ts';

const NAME = 'drill.json';

/** Instants are epoch ms. */
const schema = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  jurisdiction: z.string(),
  title: z.string(),
  episode: z.enum(DRILL_EPISODES),
  sends: z.boolean(),
  seed: z.number().int(),
  state: z.enum(['running', 'paused', 'ended']),
  speed: z.union(DRILL_SPEEDS.map((each) => z.literal(each))),
  /** Time of the room. */
  startedAt: z.number(),
  startedBy: z.string(),
  /** Event time. */
  beginsAt: z.number(),
  /** Event time; null while it is not over. */
  endedAt: z.number().nullable(),
  /** null: it is not over, or the program was stopped in its middle. */
  endedBy: z.string().nullable(),
});
export type DrillSpec = z.infer<typeof schema>;

/** Writes the file of a drill; on the disk when the promise resolves. */
export async function writeSpec(folder: string, spec: DrillSpec): Promise<void> {
  await replaceFile(join(folder, NAME), `${JSON.stringify(spec, null, 1)}\n`);
}

/**
 * Reads the file of a drill; null when there is none.
 * @throws Error (rejects) when it is not one of ours, with the path and what is wrong.
 */
export async function readSpec(folder: string): Promise<DrillSpec | null> {
  const file = join(folder, NAME);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // Said below, as every other thing that it is not.
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const where = read.error.issues.map(({ path }) => path.join('.') || 'the whole').join(', ');
  throw new Error(`${file}: not the file of a drill (${where})`);
}

const INTERRUPTED = {
  zh: '系统曾停止运行，演练就此结束',
  en: 'The program was stopped in its middle, which ended it',
};

/** A drill as screens see it. */
export const toWireDrill = (spec: DrillSpec): WireDrill => ({
  id: spec.id,
  jurisdiction: spec.jurisdiction,
  title: spec.title,
  episode: spec.episode,
  state: spec.state,
  speed: spec.speed,
  sends: spec.sends,
  startedAt: toIso(spec.startedAt),
  startedBy: spec.startedBy,
  beginsAt: toIso(spec.beginsAt),
  endedAt: spec.endedAt === null ? null : toIso(spec.endedAt),
  endedBy: spec.endedBy,
  detail: spec.state === 'ended' && spec.endedBy === null ? INTERRUPTED : null,
});
