/** The routes of wall layouts: walls and editors read them, administrators save them. */
import type { Request, Router } from 'express';
import { z } from 'zod';
import { EVERYWHERE, mayAdminister, type Grant } from '../model/grant.ts';
import type { Jurisdiction, Session } from '../wire/shapes.ts';
import { layoutIdSchema, layoutPutSchema, type WallLayout } from '../wire/walls.ts';
import type { LayoutsPort } from './ports.ts';
import { problem, Refusal, refuse } from './problems.ts';
import { checkBody, checkQuery, paramOf } from './request.ts';

export interface WallRoutesOptions {
  readonly layouts: LayoutsPort;
  readonly jurisdictions: () => readonly Jurisdiction[];
  /** The person who is signed in and may do something, or null. @throws Refusal for a wall, and before the password is changed */
  readonly person: (request: Request) => Session | null;
}

/** `DELETE /api/wall-layouts/:id`: the revision that was seen. */
export const layoutDeleteSchema = z.object({ revision: z.coerce.number().int().positive() });

/** What an administrator must care for, to say what a wall shows: all places that it shows. */
const placesOf = ({ jurisdictions }: WallLayout): readonly Grant[] =>
  (jurisdictions.length === 0 ? [EVERYWHERE] : jurisdictions).map((jurisdiction) => ({ role: 'viewer', jurisdiction }));

/** `GET /wall-layouts`, and `GET`, `PUT` and `DELETE /wall-layouts/:id`. Those who may look are let through before. */
export function addWallRoutes(router: Router, { layouts, jurisdictions, person }: WallRoutesOptions): void {
  router.get('/wall-layouts', (_request, response) => {
    response.json(layouts.list());
  });
  router.get('/wall-layouts/:id', (request, response) => {
    const saved = layouts.get(paramOf(request));
    if (saved === null) throw refuse('not-found', 'this wall has no layout of its own');
    response.json(saved);
  });

  /** Who may decide about all of these layouts. @throws Refusal */
  const administratorOf = (request: Request, ...of: readonly (WallLayout | undefined)[]): Session => {
    const session = person(request);
    if (session === null) throw refuse('not-signed-in', 'nobody is signed in here');
    const places = of.flatMap((layout) => (layout === undefined ? [] : placesOf(layout)));
    if (!session.roles.some(({ role }) => role === 'administrator') || !mayAdminister(session.roles, places)) {
      throw refuse('not-allowed', 'this needs an administrator of every jurisdiction that the wall shows or will show');
    }
    return session;
  };
  /** @throws Refusal when it was not done */
  const given = (answer: Awaited<ReturnType<LayoutsPort['save']>>) => {
    if (answer.ok) return answer.saved;
    if (answer.code !== 'stale-revision') throw refuse(answer.code, answer.detail);
    const { present } = answer;
    const detail =
      present === null
        ? 'there is no such layout any more'
        : `${present.savedBy} saved revision ${present.revision} meanwhile`;
    throw new Refusal(problem('stale-revision', detail), { more: { layout: present } });
  };

  router.put('/wall-layouts/:id', async (request, response) => {
    const id = paramOf(request);
    const { revision, layout } = checkBody(layoutPutSchema, request);
    const { name: by } = administratorOf(request, layout, layouts.get(id)?.layout);
    if (!layoutIdSchema.safeParse(id).success) {
      throw refuse('invalid-body', 'id: 1 to 40 letters, digits, _ and -, the first a letter or digit');
    }
    const known = new Set(jurisdictions().map((one) => one.id));
    const unknown = layout.jurisdictions.find((each) => !known.has(each));
    if (unknown !== undefined) throw refuse('unknown-id', `no jurisdiction "${unknown}" is loaded`);
    const saved = given(await layouts.save({ id, revision, layout, by }));
    response.status(saved.revision === 1 ? 201 : 200).json(saved);
  });
  router.delete('/wall-layouts/:id', async (request, response) => {
    const id = paramOf(request);
    const { revision } = checkQuery(layoutDeleteSchema, request);
    administratorOf(request, layouts.get(id)?.layout);
    if (layouts.get(id) === null) throw refuse('not-found', 'this wall has no layout of its own');
    given(await layouts.remove(id, revision));
    response.status(204).end();
  });
}
