/** The routes of a world, under `/api` for the live one and under `/api/drills/ID` for a drill's. */
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { AlarmReply, ServiceReply } from '../wire/events.ts';
import { acknowledgeManySchema, alarmsQuerySchema, readingsQuerySchema, reportSchema } from '../wire/http.ts';
import type { Jurisdiction, Session, WireHealth } from '../wire/shapes.ts';
import { createAlarmCommands } from './alarm-commands.ts';
import { addCaseRoutes } from './case-routes.ts';
import { addHistoryRoutes } from './history-routes.ts';
import { addNotifyRoutes } from './notify-routes.ts';
import { refuseHandling, refuseHandlingAt } from './permission.ts';
import type { StatePort, WorldPort } from './ports.ts';
import { problem, Refusal, refuse } from './problems.ts';
import { checkBody, checkQuery, paramOf } from './request.ts';

/** Most points in one answer. */
export const MAX_POINTS = 100_000;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Who is behind a request. */
export interface Callers {
  /** Who is signed in, or null. */
  readonly who: (request: Request) => Session | null;
  /** The person who is signed in and may do something, or null. @throws Refusal for a wall, and before the password is changed */
  readonly person: (request: Request) => Session | null;
}

const worst = (parts: readonly WireHealth[]): WireHealth['state'] =>
  parts.some((part) => part.state === 'down')
    ? 'down'
    : parts.some((part) => part.state === 'degraded')
      ? 'degraded'
      : 'ok';

/** `GET /health`: whether a world is well. What is said of its parts is for those who may look. */
export const answerHealth =
  (state: StatePort, mayLook: (request: Request) => boolean): RequestHandler =>
  (request, response) => {
    const parts = state.health();
    const overall = worst(parts);
    response.status(overall === 'down' ? 503 : 200).json({ state: overall, parts: mayLook(request) ? parts : [] });
  };

/** Whatever is asked of a world, or done in it, by those who may look. */
export function createWorldRoutes(world: WorldPort, { who, person }: Callers): Router {
  const { state, readings, reports } = world;
  const commands = createAlarmCommands(world.alarms);
  const router = express.Router();

  // How it stands
  router.get('/readings', async (request, response) => {
    const { source, metric, from, to, every } = checkQuery(readingsQuerySchema, request);
    if (from >= to) throw refuse('bad-range', 'from must be before to');
    const everyMs = every === undefined ? null : Number(every.slice(0, -1)) * (UNIT_MS[every.slice(-1)] ?? 0);
    const points = await readings.query({ source, metric, from, to, everyMs, limit: MAX_POINTS + 1 });
    if (points.length > MAX_POINTS) {
      throw refuse('range-too-wide', `more than ${MAX_POINTS} points; ask for a shorter range or with a wider every`);
    }
    response.json({ points });
  });
  router.get('/plans', (_request, response) => {
    response.json(state.plans());
  });
  router.get('/plans/:id', (request, response) => {
    const id = paramOf(request);
    const plan = state.plans().find((one) => one.id === id);
    if (plan === undefined) throw refuse('not-found', `no plan "${id}" is loaded`);
    response.json(plan);
  });
  router.get('/jurisdictions', (_request, response) => {
    response.json(state.jurisdictions());
  });
  router.get('/levels', (_request, response) => {
    response.json(state.levels());
  });
  router.get('/warnings', (_request, response) => {
    response.json(state.warnings());
  });
  router.get('/warnings/:id', (request, response) => {
    const id = paramOf(request);
    const warning = state.warnings().find((one) => one.id === id);
    if (warning === undefined) throw refuse('not-found', `there is no warning "${id}"`);
    response.json(warning);
  });
  // Alarms
  router.get('/alarms', async (request, response) => {
    const { state: which, from = null, to = null } = checkQuery(alarmsQuerySchema, request);
    response.json(await state.alarms({ state: which, from, to }));
  });
  const send = (response: Response, reply: AlarmReply): void => {
    if (reply.ok) response.json(reply.alarm);
    else throw new Refusal(reply.problem, { more: reply.alarm === undefined ? {} : { alarm: reply.alarm } });
  };
  /** The command of a request: its body with the alarm of its path. */
  const commandOf = (request: Request): unknown => {
    const body: unknown = request.body;
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
    if ('id' in body) throw refuse('invalid-body', 'id: the alarm is named in the path');
    return { ...body, id: paramOf(request) };
  };
  router.post('/alarms/acknowledge', async (request, response) => {
    const session = who(request);
    const refused = refuseHandling(session);
    if (refused !== null) throw new Refusal(refused);
    const { items, note } = checkBody(acknowledgeManySchema, request);
    const done: unknown[] = [];
    for (const item of items) {
      const reply = await commands.acknowledge(note === undefined ? item : { ...item, note }, session);
      done.push({ id: item.id, ...reply });
    }
    response.json({ items: done });
  });
  router.post('/alarms/:id/acknowledge', async (request, response) => {
    send(response, await commands.acknowledge(commandOf(request), who(request)));
  });
  router.post('/alarms/:id/shelve', async (request, response) => {
    send(response, await commands.shelve(commandOf(request), who(request)));
  });
  router.post('/alarms/:id/unshelve', async (request, response) => {
    send(response, await commands.unshelve(commandOf(request), who(request)));
  });

  router.post('/alarms/:id/comment', async (request, response) => {
    send(response, await commands.comment(commandOf(request), who(request)));
  });
  router.post('/alarms/:id/assign', async (request, response) => {
    send(response, await commands.assign(commandOf(request), who(request)));
  });

  // Rules out of service
  const sendService = (response: Response, reply: ServiceReply): void => {
    if (!reply.ok) send(response, reply);
    else response.json({ service: reply.service, alarm: reply.alarm });
  };
  router.get('/out-of-service', (_request, response) => {
    response.json(state.outOfService());
  });
  router.post('/out-of-service', async (request, response) => {
    sendService(response, await commands.takeOut(request.body, who(request)));
  });
  router.post('/out-of-service/end', async (request, response) => {
    sendService(response, await commands.putBack(request.body, who(request)));
  });

  // What people tell the engine
  /** Whoever is signed in and may act somewhere. @throws Refusal when nobody is, or may not */
  const actor = (request: Request): Session => {
    const session = who(request);
    const refused = refuseHandling(session);
    if (refused !== null) throw new Refusal(refused);
    if (session === null) throw refuse('not-signed-in', 'nobody is signed in here');
    return session;
  };
  /** The name of an actor who may act in all of some places. What is nowhere is refused by whoever knows what is where. */
  const nameIn = (session: Session, places: readonly Jurisdiction[]): string => {
    for (const { id } of places) {
      const refused = refuseHandlingAt(session, id);
      if (refused !== null) throw new Refusal(refused);
    }
    return session.name;
  };
  const placesOf = (subject: string): readonly Jurisdiction[] =>
    state.jurisdictions().filter(({ subjects }) => subjects.some(({ id }) => id === subject));
  router.post('/reports', async (request, response) => {
    const session = actor(request);
    const { plan, form = null, subject = null, time = null, values } = checkBody(reportSchema, request);
    const holds = state.jurisdictions().filter(({ plans }) => plans.includes(plan));
    const by = nameIn(session, subject === null ? holds : placesOf(subject));
    const answer = await reports.file({ plan, form, subject, time, values, by });
    if (answer.ok) {
      const { ok: _ok, ...filed } = answer;
      response.json(filed);
      return;
    }
    if (answer.code === 'overloaded') {
      throw refuse('overloaded', 'the way in is full', { 'Retry-After': String(answer.retryAfterS) });
    }
    throw new Refusal(problem(answer.code, answer.detail), { more: { errors: answer.faults } });
  });
  router.post('/events/:id/close', async (request, response) => {
    const grid = paramOf(request);
    const answer = await reports.closeEvent({ grid, by: nameIn(actor(request), placesOf(grid)) });
    if (!answer.ok) throw refuse(answer.code, answer.detail);
    response.json({ id: grid, levels: answer.levels });
  });

  addCaseRoutes(router, {
    cases: world.cases,
    who: person,
    placesOf: (plan, subject) =>
      (subject === null ? state.jurisdictions().filter(({ plans }) => plans.includes(plan)) : placesOf(subject)).map(
        ({ id }) => id,
      ),
    warnings: () => state.warnings(),
    body: checkBody,
  });
  addNotifyRoutes(router, { notices: world.notices, who: person, body: checkBody });
  addHistoryRoutes(router, {
    history: world.history,
    state,
    kind: () => {
      const { mode, drill } = state.snapshot();
      return drill === null ? mode : 'drill';
    },
  });
  return router;
}
