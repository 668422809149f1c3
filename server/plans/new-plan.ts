/** A new plan from a template: for `npm run plans -- new`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { planFilesBelow } from './load.ts';

/** The id that stands in the templates. */
const PLACEHOLDER = /\bnew-plan\b/gu;
/** Where the templates say that their schema is. */
const SCHEMAS = /(?<=\$schema=)(?:\.\.\/)+schemas(?=\/)/gu;

/** What marks a text of a template that has not been replaced yet. */
export const EXAMPLE_MARK = '【示例】';

/** The kinds of plans that `root` has a template for. */
export const templateKinds = (root: string): readonly string[] =>
  planFilesBelow(join(root, 'templates')).map((file) => dirname(file).split(sep).at(-1) ?? '');

export interface NewPlan {
  /** The folder with plans, jurisdictions and templates. */
  readonly root: string;
  readonly kind: string;
  readonly id: string;
  /** Where the folder of the plan is made. */
  readonly parent: string;
}

/**
 * Writes the folder of a new plan: the template of its kind with its own id. Gives the files written, or a sentence on
 * why nothing was written. An existing folder is left as it is.
 */
export function createPlan({ root, kind, id, parent }: NewPlan): readonly string[] | string {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/u.test(id)) {
    return `the id ${JSON.stringify(id)}: expected small letters, digits and "-", such as taiyuan-heavy-pollution`;
  }
  const kinds = templateKinds(root);
  if (!kinds.includes(kind)) return `--kind ${kind}: expected one of ${kinds.join(', ')}`;
  const folder = join(parent, id);
  if (existsSync(folder)) return `${folder} exists already; nothing was written`;
  const template = join(root, 'templates', kind);
  const schemas = relative(folder, join(root, 'schemas')).split(sep).join('/');
  return readdirSync(template, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((source) => {
      const target = join(folder, relative(template, source));
      mkdirSync(dirname(target), { recursive: true });
      const text = readFileSync(source, 'utf8').replaceAll(PLACEHOLDER, id).replaceAll(SCHEMAS, schemas);
      writeFileSync(target, text, { flag: 'wx' });
      return target;
    });
}
