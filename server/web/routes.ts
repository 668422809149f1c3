/** The routes under `/api` that are not ways in: session, state, alarms, replays. */
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { z } from 'zod';
import type { AlarmReply } from '../wire/events.ts';
import {
  acknowledgeManySchema,
  alarmsQuerySchema,
  readingsQuerySchema,
  replayControlSchema,
  replayCreateSchema,
  reportSchema,
} from '../wire/http.ts';
import type { Jurisdiction, Session, WireHealth } from '../wire/shapes.ts';
import { createAccountRoutes, type AccountRoutesOptions } from './account-routes.ts';
import { describeIssues, type AlarmCommands } from './alarm-commands.ts';
import { checkOrigin } from './guard.ts';
import type { RejectionLog } from './ingest.ts';
import { describeApi } from './openapi.ts';
import { addCaseRoutes } from './case-routes.ts';
import { addNotifyRoutes, type NoticesPort } from './notify-routes.ts';
import type { CasePort, ReadingsPort, ReplayPort, ReportPort, StatePort } from './ports.ts';
import { refuseHandling, refuseHandlingAt, refuseLook, refusePerson } from './permission.ts';
import { problem, Refusal, refuse, type ProblemCode } from './problems.ts';

/** Most points in one answer. */
export const MAX_POINTS = 100_000;
const MAX_JSON_BYTES = 256_000;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export interface RoutesOptions extends AccountRoutesOptions {
  readonly state: StatePort;
  readonly readings: ReadingsPort;
  readonly replays: ReplayPort;
  readonly commands: AlarmCommands;
  readonly reports: ReportPort;
  readonly cases: CasePort;
  readonly notices?: NoticesPort;
  readonly rejections: RejectionLog;
  /** Told of each new replay, so that one that nobody watches ends. */
  readonly onReplay: (id: string) => void;
}

/** What a schema makes of an input. @throws Refusal with the issues. */
function check<T>(schema: z.ZodType<T>, input: unknown, code: ProblemCode): T {
  const checked = schema.safeParse(input);
  if (!checked.success) throw refuse(code, describeIssues(checked.error));
  return checked.data;
}

/** A JSON body. @throws Refusal when there is none or it does not fit. */
function checkBody<T>(schema: z.ZodType<T>, request: Request): T {
  const body: unknown = request.body;
  if (body === undefined) throw refuse('invalid-body', 'send a JSON body with Content-Type: application/json');
  return check(schema, body, 'invalid-body');
}

/** The query with epoch ms as numbers, and with the `+` of an offset that a form turned into a space. */
function readInstants(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const read: Record<string, unknown> = { ...query };
  for (const name of ['from', 'to']) {
    const text = query[name];
    if (typeof text === 'string') read[name] = /^-?\d+$/.test(text) ? Number(text) : text.replace(' ', '+');
  }
  return read;
}

function checkQuery<T>(schema: z.ZodType<T>, request: Request): T {
  return check(schema, readInstants(request.query), 'invalid-query');
}

const paramOf = (request: Request): string => {
  const { id } = request.params;
  return typeof id === 'string' ? id : '';
};

const worst = (parts: readonly WireHealth[]): WireHealth['state'] =>
  parts.some((part) => part.state === 'down')
    ? 'down'
    : parts.some((part) => part.state === 'degraded')
      ? 'degraded'
      : 'ok';

/** All routes of `API.md` but the ways in, the metrics and the pages. */
export function createRoutes(options: RoutesOptions): Router {
  const { state, readings, replays, commands, reports, sessions, rejections } = options;
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
  router.get('/health', (request, response) => {
    const parts = state.health();
    const overall = worst(parts);
    // What is said of the parts is for those who may look.
    response.status(overall === 'down' ? 503 : 200).json({ state: overall, parts: mayLook(request) ? parts : [] });
  });
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

  // State
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
  router.get('/rejections', (request, response) => {
    if (person(request) === null) throw refuse('not-signed-in', 'refused readings are shown to those signed in');
    response.json(rejections.list());
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
    cases: options.cases,
    who: person,
    placesOf: (plan, subject) =>
      (subject === null ? state.jurisdictions().filter(({ plans }) => plans.includes(plan)) : placesOf(subject)).map(
        ({ id }) => id,
      ),
    warnings: () => state.warnings(),
    body: checkBody,
  });
  addNotifyRoutes(router, { notices: options.notices, who: person, body: checkBody });

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
