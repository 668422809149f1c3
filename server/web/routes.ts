/** The routes under `/api` that are not ways in: session, replays, drills, and the worlds. */
import express, { type Request, type RequestHandler, type Router } from 'express';
import { replayControlSchema, replayCreateSchema } from '../wire/http.ts';
import type { Session } from '../wire/shapes.ts';
import { createAccountRoutes, type AccountRoutesOptions } from './account-routes.ts';
import { addBoundaryRoutes, type BoundaryRoutesOptions } from './boundary-routes.ts';
import { createDrillRoutes } from './drill-routes.ts';
import { checkOrigin } from './guard.ts';
import type { RejectionLog } from './ingest.ts';
import { describeApi } from './openapi.ts';
import type { DrillPort, LayoutsPort, ReplayPort, WorldPort } from './ports.ts';
import { refuseLook, refusePerson } from './permission.ts';
import { Refusal, refuse } from './problems.ts';
import { checkBody, paramOf } from './request.ts';
import { addWallRoutes } from './wall-routes.ts';
import { answerHealth, createWorldRoutes } from './world-routes.ts';

const MAX_JSON_BYTES = 256_000;

/** The live world, and what is beside it. */
export interface RoutesOptions extends AccountRoutesOptions, BoundaryRoutesOptions, WorldPort {
  readonly replays: ReplayPort;
  readonly drills: DrillPort;
  readonly layouts: LayoutsPort;
  readonly rejections: RejectionLog;
  /** Told of each new replay, so that one that nobody watches ends. */
  readonly onReplay: (id: string) => void;
}

/** All routes of `API.md` but the ways in, the metrics and the pages. */
export function createRoutes(options: RoutesOptions): Router {
  const { replays, drills, sessions, rejections } = options;
  const router = express.Router();

  const ownOrigin: RequestHandler = (request, _response, next) => {
    const foreign = request.method === 'GET' || request.method === 'HEAD' ? null : checkOrigin(request.headers);
    if (foreign !== null) throw new Refusal(foreign);
    next();
  };
  router.use(ownOrigin, express.json({ limit: MAX_JSON_BYTES }), (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  const who = (request: Request): Session | null => sessions.read(request.headers.cookie);

  // What everybody may ask: how to sign in, who is, and whether the program is well.
  router.use(createAccountRoutes(options, checkBody));
  const mayLook = (request: Request): boolean => refuseLook(who(request), options.ways.guests) === null;
  router.get('/health', answerHealth(options.state, mayLook));
  const api = describeApi();
  router.get('/openapi.json', (_request, response) => {
    response.json(api);
  });
  router.use((request, _response, next) => {
    const refused = refuseLook(who(request), options.ways.guests);
    if (refused !== null) throw new Refusal(refused);
    next();
  });
  /** The person who is signed in and may do something. @throws Refusal for a wall, and before the password is changed */
  const person = (request: Request): Session | null => {
    const session = who(request);
    const refused = session === null ? null : refusePerson(session);
    if (refused !== null) throw new Refusal(refused);
    return session;
  };

  const callers = { who, person };
  router.use(createWorldRoutes(options, callers));
  router.use('/drills', createDrillRoutes(drills, callers));
  addBoundaryRoutes(router, options);
  addWallRoutes(router, { layouts: options.layouts, jurisdictions: () => options.state.jurisdictions(), person });
  router.get('/rejections', (request, response) => {
    if (person(request) === null) throw refuse('not-signed-in', 'refused readings are shown to those signed in');
    response.json(rejections.list());
  });

  // Replays: a way of looking, open to guests as the live picture is. The id, known to its viewer alone, is the key.
  router.post('/replays', async (request, response) => {
    person(request);
    const { from, to, speed, plan = null, jurisdiction = null } = checkBody(replayCreateSchema, request);
    if (from >= to) throw refuse('bad-range', 'from must be before to');
    const made = await replays.create({ from, to, speed, plan, jurisdiction });
    if (!made.ok) {
      throw refuse(made.code, made.detail, made.code === 'too-many-replays' ? { 'Retry-After': '60' } : {});
    }
    options.onReplay(made.id);
    response.status(201).location(`/api/replays/${made.id}`).json({ id: made.id });
  });
  router.patch('/replays/:id', (request, response) => {
    const { speed = null, state: wanted = null, at = null } = checkBody(replayControlSchema, request);
    person(request);
    const status = replays.control(paramOf(request), { speed, state: wanted, at });
    if (status === null) throw refuse('not-found', 'there is no such replay any more');
    response.json(status);
  });
  router.delete('/replays/:id', (request, response) => {
    person(request);
    if (!replays.remove(paramOf(request))) throw refuse('not-found', 'there is no such replay any more');
    response.status(204).end();
  });
  return router;
}
