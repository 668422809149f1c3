import { readFileSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { z } from 'zod';

const lockSchema = z.object({ pid: z.number().int(), started: z.string().nullable() });

/** When a process started, in the system's own count since its boot; null when it is gone, or the system does not say. */
function startOf(pid: number): { readonly gone: boolean; readonly started: string | null } {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, and it is another user's.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return { gone: true, started: null };
  }
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return { gone: false, started: null };
  }
  // The name in brackets may hold anything; behind it stand the state (field 3) and, as field 22, the start.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { gone: fields[0] === 'Z' || fields[0] === 'X', started: fields[19] ?? null };
}

/** The living process that holds a lock file; null when nobody does. A number that another process got since is told apart by its start. */
export async function lockHolder(file: string): Promise<number | null> {
  let content: unknown = null;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // There is none, or a process that died right after it made the file left it empty.
  }
  const held = lockSchema.safeParse(content);
  if (!held.success) return null;
  const { gone, started } = startOf(held.data.pid);
  return !gone && started === held.data.started ? held.data.pid : null;
}

/**
 * Takes a lock file for this process and gives the function that lets it go. A lock whose process has died, killed or
 * otherwise, is taken over.
 * @throws Error (rejects) when a living process holds it.
 */
export async function takeLock(file: string): Promise<() => Promise<void>> {
  const own = JSON.stringify({ pid: process.pid, started: startOf(process.pid).started });
  for (let attempt = 0; ; attempt += 1) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(own);
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST') || attempt > 2) throw error;
    }
    const holder = await lockHolder(file);
    if (holder !== null) throw new Error(`${file}: in use by process ${holder}; stop that one first`);
    await rm(file, { force: true });
  }
}
