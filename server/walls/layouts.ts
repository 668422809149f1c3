/** The layouts of walls: a small file each, written whole. */
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Subject, type Observable } from 'rxjs';
import { z } from 'zod';
import { toIso, type Clock } from '../model/instant.ts';
import { replaceFile } from '../store/replace-file.ts';
import { layoutIdSchema, wallLayoutSchema, type WallLayout, type WireLayout } from '../wire/walls.ts';

/** More than any building has walls. */
export const MAX_LAYOUTS = 100;

const SUFFIX = '.json';

const fileSchema = z.strictObject({
  version: z.literal(1),
  id: layoutIdSchema,
  revision: z.number().int().positive(),
  savedAt: z.iso.datetime(),
  savedBy: z.string(),
  layout: wallLayoutSchema,
});

/** What came of a change. `stale-revision`: somebody else saved meanwhile; `present` is what there is now. */
export type LayoutAnswer =
  | { readonly ok: true; readonly saved: WireLayout }
  | { readonly ok: false; readonly code: 'stale-revision'; readonly present: WireLayout | null }
  | { readonly ok: false; readonly code: 'name-taken' | 'too-many-layouts'; readonly detail: string };

/** A layout was saved, or taken away (`revision` 0). */
export interface LayoutChange {
  readonly id: string;
  readonly revision: number;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const write = (folder: string, saved: WireLayout): Promise<void> =>
  replaceFile(join(folder, `${saved.id}${SUFFIX}`), `${JSON.stringify({ version: 1, ...saved }, null, 1)}\n`);

/** @throws Error (rejects) when the file is not one of ours, with the path and what is wrong. */
async function read(folder: string, name: string): Promise<WireLayout> {
  const file = join(folder, name);
  let json: unknown = null;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Said below, as every other thing that it is not.
  }
  const checked = fileSchema.safeParse(json);
  if (!checked.success || `${checked.data.id}${SUFFIX}` !== name) {
    const where = checked.error?.issues.map(({ path }) => path.join('.') || 'the whole').join(', ') ?? 'id';
    throw new Error(`${file}: not the layout of a wall (${where})`);
  }
  const { version: _version, ...saved } = checked.data;
  return saved;
}

/** All layouts, in memory and on the disk; a change is on the disk when its promise resolves. */
export class WallLayouts {
  private readonly changes = new Subject<LayoutChange>();
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    /** The wall's, not the demo's. */
    private readonly clock: Clock,
    private readonly byId: Map<string, WireLayout>,
  ) {}

  /**
   * Reads what there is. A file that cannot be read is told to `onTrouble` and left out: a wall without its layout shows
   * the standard one, and nothing else is held up by it.
   */
  static async open(options: {
    readonly folder: string;
    readonly clock: Clock;
    readonly onTrouble: (trouble: unknown) => void;
  }): Promise<WallLayouts> {
    const { folder, clock, onTrouble } = options;
    await mkdir(folder, { recursive: true });
    const byId = new Map<string, WireLayout>();
    const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).toSorted();
    for (const name of names.slice(0, MAX_LAYOUTS)) {
      try {
        const saved = await read(folder, name);
        byId.set(saved.id, saved);
      } catch (error) {
        onTrouble(error);
      }
    }
    return new WallLayouts(folder, clock, byId);
  }

  get changes$(): Observable<LayoutChange> {
    return this.changes.asObservable();
  }

  /** All of them, by title. */
  list(): readonly WireLayout[] {
    return [...this.byId.values()].toSorted((a, b) => (a.layout.title < b.layout.title ? -1 : 1));
  }

  get(id: string): WireLayout | null {
    return this.byId.get(id) ?? null;
  }

  /** Saves a layout in the place of the one with that revision; 0 for a new one. */
  save(asked: {
    readonly id: string;
    readonly revision: number;
    readonly layout: WallLayout;
    readonly by: string;
  }): Promise<LayoutAnswer> {
    return this.inTurn(async () => {
      const { id, revision, layout, by } = asked;
      const present = this.get(id);
      if ((present?.revision ?? 0) !== revision) return { ok: false, code: 'stale-revision', present };
      if (present === null) {
        // Not every file system tells the two apart.
        const alike = [...this.byId.keys()].find((one) => one.toLowerCase() === id.toLowerCase());
        if (alike !== undefined)
          return { ok: false, code: 'name-taken', detail: `there is a layout "${alike}" already` };
        if (this.byId.size >= MAX_LAYOUTS) {
          return {
            ok: false,
            code: 'too-many-layouts',
            detail: `there are ${MAX_LAYOUTS} layouts; take one away first`,
          };
        }
      }
      const saved = { id, revision: revision + 1, savedAt: toIso(this.clock.now()), savedBy: by, layout };
      await write(this.folder, saved);
      this.byId.set(id, saved);
      this.changes.next({ id, revision: saved.revision });
      return { ok: true, saved };
    });
  }

  /** Takes a layout away; its walls show the standard one. */
  remove(id: string, revision: number): Promise<LayoutAnswer> {
    return this.inTurn(async () => {
      const present = this.get(id);
      if (present === null || present.revision !== revision) return { ok: false, code: 'stale-revision', present };
      await rm(join(this.folder, `${id}${SUFFIX}`), { force: true });
      await syncFolder(this.folder);
      this.byId.delete(id);
      this.changes.next({ id, revision: 0 });
      return { ok: true, saved: present };
    });
  }

  /** One change after the other: each is checked against what the one before made. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}
