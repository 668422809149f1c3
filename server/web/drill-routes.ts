/** The routes of drills: which there are, to begin, move and end one, and the world of each under its id. */
import express, { type Request, type RequestHandler, type Router } from 'express';
import { DRILL_LEADERS, mayLeadDrillsAt } from '../model/grant.ts';
import { drillChangeSchema, drillCreateSchema } from '../wire/drill.ts';
import type { Session } from '../wire/shapes.ts';
import type { DrillHandle, DrillPort } from './ports.ts';
import { refuse } from './problems.ts';
import { checkBody, paramOf } from './request.ts';
import { answerHealth, createWorldRoutes, type Callers } from './world-routes.ts';

/** @throws Refusal when nobody is signed in, or may not lead a drill there */
function leaderIn(session: Session | null, jurisdiction: string): Session {
  if (session === null) throw refuse('not-signed-in', 'nobody is signed in here');
  if (mayLeadDrillsAt(session.roles, jurisdiction)) return session;
  throw refuse('not-allowed', `drills in ${jurisdiction} are led by one of ${DRILL_LEADERS.join(', ')} there`);
}

/** `GET` and `POST /`, `PATCH /:id`, and under `/:id` the routes of the drill's world. Mounted on `/api/drills`. */
export function createDrillRoutes(drills: DrillPort, callers: Callers): Router {
  const router = express.Router();
  router.get('/', (_request, response) => {
    response.json(drills.list());
  });
  router.post('/', async (request, response) => {
    const session = callers.person(request);
    if (session === null) throw refuse('not-signed-in', 'nobody is signed in here');
    const asked = checkBody(drillCreateSchema, request);
    const { name: by } = leaderIn(session, asked.jurisdiction);
    const answer = await drills.start({ ...asked, by });
    if (!answer.ok) throw refuse(answer.code, answer.detail);
    response.status(201).location(`/api/drills/${answer.drill.id}`).json(answer.drill);
  });
  router.patch('/:id', async (request, response) => {
    const session = callers.person(request);
    const id = paramOf(request);
    const drill = drills.list().find((each) => each.id === id);
    if (drill === undefined) throw refuse('not-found', `there is no drill "${id}"`);
    const { name: by } = leaderIn(session, drill.jurisdiction);
    const { speed = null, state = null } = checkBody(drillChangeSchema, request);
    const answer = await drills.change(id, { speed, state, by });
    if (!answer.ok) throw refuse(answer.code, answer.detail);
    response.json(answer.drill);
  });
  router.get('/:id', (request, response) => {
    const id = paramOf(request);
    const drill = drills.list().find((each) => each.id === id);
    if (drill === undefined) throw refuse('not-found', `there is no drill "${id}"`);
    response.json(drill);
  });

  // The routes of a world are made once, and go when it is closed.
  const routers = new WeakMap<DrillHandle, Router>();
  const routesOf = (handle: DrillHandle): Router => {
    const known = routers.get(handle);
    if (known !== undefined) return known;
    const made = express.Router();
    made.use(refuseWhenOver(handle));
    made.get(
      '/health',
      answerHealth(handle.state, () => true),
    );
    made.use(createWorldRoutes(handle, callers));
    routers.set(handle, made);
    return made;
  };
  router.use('/:id', async (request: Request, response, next) => {
    const id = paramOf(request);
    const handle = await drills.world(id);
    if (handle === null) throw refuse('not-found', `there is no drill "${id}"`);
    routesOf(handle)(request, response, next);
  });
  return router;
}

/** A drill that is over can only be looked at. */
const refuseWhenOver =
  (handle: DrillHandle): RequestHandler =>
  (request, _response, next) => {
    const { state, title } = handle.drill();
    if (state === 'ended' && request.method !== 'GET' && request.method !== 'HEAD') {
      throw refuse('drill-ended', `the drill "${title}" is over; it can only be looked at`);
    }
    next();
  };
