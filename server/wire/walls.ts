/** Layouts of walls as they go over the wire, and the schema that checks them. */
import { z } from 'zod';
import {
  faultsOf,
  MAX_PANELS_IN_ROW,
  MAX_ROWS,
  PAGE_SECONDS,
  PANELS,
  SHARES,
  type WallLayout,
} from '../model/wall-layout.ts';

export type { WallLayout };

/** What names a layout in an address: the id of a wall, or one of an administrator's choice. */
export const layoutIdSchema = z.string().regex(/^[A-Za-z0-9][\w-]{0,39}$/);

const shareSchema = z.number().int().min(SHARES.least).max(SHARES.most);
const rowsSchema = z
  .array(
    z.strictObject({
      share: shareSchema,
      panels: z
        .array(z.strictObject({ kind: z.enum(PANELS), share: shareSchema }))
        .min(1)
        .max(MAX_PANELS_IN_ROW),
    }),
  )
  .min(1)
  .max(MAX_ROWS)
  .superRefine((rows, context) => {
    for (const { kind, panel } of faultsOf(rows)) context.addIssue({ code: 'custom', message: `${panel} is ${kind}` });
  });

/** A layout that can be read from where people stand. */
export const wallLayoutSchema = z.strictObject({
  title: z.string().trim().min(1).max(60),
  jurisdictions: z
    .array(z.string().min(1).max(128))
    .max(50)
    .refine((ids) => new Set(ids).size === ids.length, 'a jurisdiction is named twice'),
  language: z.enum(['zh', 'en']).nullable(),
  theme: z.enum(['dark', 'light']).nullable(),
  pageSeconds: z.number().int().min(PAGE_SECONDS.least).max(PAGE_SECONDS.most),
  rows: rowsSchema,
});

/** `PUT /api/wall-layouts/:id`. */
export const layoutPutSchema = z.strictObject({
  /** The revision that the editor saw; 0: there was none. */
  revision: z.number().int().min(0),
  layout: wallLayoutSchema,
});

/** A layout that is kept. */
export interface WireLayout {
  readonly id: string;
  /** One more with each change. */
  readonly revision: number;
  readonly savedAt: string;
  readonly savedBy: string;
  readonly layout: WallLayout;
}
