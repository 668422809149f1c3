import { z } from 'zod';
import { putBackSchema, takeOutSchema } from '../wire/events.ts';
import { drillChangeSchema, drillCreateSchema } from '../wire/drill.ts';
import {
  accountChangeSchema,
  accountCreateSchema,
  acknowledgeBodySchema,
  acknowledgeManySchema,
  alarmsQuerySchema,
  assignBodySchema,
  commentBodySchema,
  passwordSchema,
  readingInputSchema,
  readingsQuerySchema,
  replayControlSchema,
  replayCreateSchema,
  reportSchema,
  sessionQuerySchema,
  sessionSchema,
  shelveBodySchema,
  unshelveBodySchema,
  wallCreateSchema,
} from '../wire/http.ts';
import { handoverQuerySchema, historyCsvQuerySchema, historyQuerySchema, kpisQuerySchema } from '../wire/history.ts';
import { capQuerySchema, letterCommandSchema } from '../wire/outbox.ts';
import { layoutPutSchema } from '../wire/walls.ts';
import { PROBLEMS } from './problems.ts';
import { layoutDeleteSchema } from './wall-routes.ts';

const schemaOf = (schema: z.ZodType): unknown => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
};

const jsonBody = (schema: z.ZodType): unknown => ({
  required: true,
  content: { 'application/json': { schema: schemaOf(schema) } },
});

const queryOf = (schema: z.ZodObject): unknown[] =>
  Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: 'query',
    required: !field.safeParse(undefined).success,
    schema: schemaOf(field),
  }));

const text = (name: string, where: 'path' | 'query'): unknown => ({
  name,
  in: where,
  required: where === 'path',
  schema: { type: 'string' },
});

interface Operation {
  readonly summary: string;
  readonly answer: string;
  readonly status?: number;
  readonly body?: unknown;
  readonly parameters?: unknown[];
}

const operation = ({ summary, answer, status = 200, body, parameters }: Operation): unknown => ({
  summary,
  ...(parameters === undefined ? {} : { parameters }),
  ...(body === undefined ? {} : { requestBody: body }),
  responses: {
    [status]: { description: answer },
    default: {
      description: 'A problem (RFC 9457)',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
});

/** The HTTP interface as OpenAPI 3.1, made from the schemas that check the requests. */
export function describeApi(): unknown {
  const id = text('id', 'path');
  const lines = {
    required: true,
    content: { 'text/plain': { schema: { type: 'string', description: 'Influx line protocol; gzip allowed' } } },
  };
  const alarm = 'The alarm; 409 with the present alarm when the revision or the state does not fit';
  return {
    openapi: '3.1.0',
    info: { title: '望楼 Wanglou', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths: {
      '/api/readings': {
        post: operation({
          summary: 'Send readings',
          answer: '{accepted, rejected: [{index, reason}]}; the accepted ones are durable',
          body: {
            required: true,
            content: {
              'application/json': { schema: schemaOf(z.strictObject({ readings: z.array(readingInputSchema) })) },
              'application/x-ndjson': { schema: schemaOf(readingInputSchema) },
            },
          },
        }),
        get: operation({
          summary: 'Observed readings of one series',
          answer: '{points: [[t, value], ...]}, with every {points: [[t, mean, min, max], ...]}',
          parameters: queryOf(readingsQuerySchema),
        }),
      },
      '/api/imports': {
        post: operation({
          summary: 'Send historical readings: of any source, for replays and queries, judged by nobody now',
          answer: '{accepted, rejected: [{index, reason}]}; the accepted ones are durable',
          body: {
            required: true,
            content: { 'application/x-ndjson': { schema: schemaOf(readingInputSchema) } },
          },
        }),
      },
      '/write': {
        post: operation({
          summary: 'Send line protocol as to InfluxDB 1.x',
          answer: 'Stored',
          status: 204,
          body: lines,
          parameters: [text('db', 'query'), text('precision', 'query')],
        }),
      },
      '/api/v2/write': {
        post: operation({
          summary: 'Send line protocol as to InfluxDB 2.x',
          answer: 'Stored',
          status: 204,
          body: lines,
          parameters: [text('bucket', 'query'), text('org', 'query'), text('precision', 'query')],
        }),
      },
      '/ping': { get: operation({ summary: 'Proof of life for Influx clients', answer: 'Alive', status: 204 }) },
      '/api/session': {
        get: operation({
          summary: 'Who is signed in',
          answer: '{name, role, roles, jurisdictions, accountId, unit, purpose, mustChangePassword}, or null',
          parameters: queryOf(sessionQuerySchema),
        }),
        post: operation({
          summary: 'Sign in, by name and password or, in the demo, by a role',
          answer: 'The session and a cookie; 401, or 429 with Retry-After after wrong passwords',
          body: jsonBody(sessionSchema),
        }),
        delete: operation({ summary: 'Sign out', answer: 'Signed out', status: 204 }),
      },
      '/api/session/password': {
        put: operation({
          summary: 'Change the password of the account that is signed in; its other sessions end',
          answer: 'The session and a new cookie',
          body: jsonBody(passwordSchema),
        }),
      },
      '/api/sign-in': { get: operation({ summary: 'How one signs in here', answer: '{mode, guests, oneClick}' }) },
      '/api/accounts': {
        get: operation({ summary: "Accounts in an administrator's care, and walls", answer: '{accounts, walls}' }),
        post: operation({
          summary: 'Make an account',
          answer: '{account, password}: a password to be used once',
          status: 201,
          body: jsonBody(accountCreateSchema),
        }),
      },
      '/api/accounts/{id}': {
        patch: operation({
          summary: 'Change what an account may do, or whether it may be used',
          answer: 'The account',
          body: jsonBody(accountChangeSchema),
          parameters: [id],
        }),
      },
      '/api/accounts/{id}/reset': {
        post: operation({
          summary: 'Give an account a password to be used once; its sessions end',
          answer: '{account, password}',
          parameters: [id],
        }),
      },
      '/api/walls': {
        post: operation({
          summary: 'Make a token by which a wall may look',
          answer: '{wall, token, path}',
          status: 201,
          body: jsonBody(wallCreateSchema),
        }),
      },
      '/api/walls/{id}': {
        delete: operation({ summary: "Take a wall's token back", answer: 'Taken back', status: 204, parameters: [id] }),
      },
      '/api/wall-layouts': {
        get: operation({ summary: 'What the walls show that have a layout of their own', answer: 'A list of layouts' }),
      },
      '/api/wall-layouts/{id}': {
        get: operation({
          summary: 'The layout of a wall; the id is that of the wall, or one that an administrator chose',
          answer: '{id, revision, savedAt, savedBy, layout}; 404 when the wall has none of its own',
          parameters: [id],
        }),
        put: operation({
          summary: 'Say what a wall shows; its screens take it up by themselves',
          answer: 'The layout as saved; 409 with the present one when somebody else saved',
          body: jsonBody(layoutPutSchema),
          parameters: [id],
        }),
        delete: operation({
          summary: 'Take a layout away; its wall shows the standard one',
          answer: 'Taken away; 409 with the present one when somebody else saved',
          status: 204,
          parameters: [id, ...queryOf(layoutDeleteSchema)],
        }),
      },
      '/api/plans': { get: operation({ summary: 'The loaded plans', answer: 'A list of plans' }) },
      '/api/plans/{id}': { get: operation({ summary: 'One plan', answer: 'The plan', parameters: [id] }) },
      '/api/jurisdictions': {
        get: operation({ summary: 'The loaded jurisdictions', answer: 'A list of jurisdictions' }),
      },
      '/api/jurisdictions/{id}/boundary': {
        get: operation({
          summary: 'The outline of a jurisdiction, where the deployer gave one',
          answer: 'A GeoJSON MultiPolygon in WGS 84; 404 without one',
          parameters: [id],
        }),
      },
      '/api/levels': { get: operation({ summary: 'Levels now', answer: 'A list by plan, rule and subject' }) },
      '/api/alarms': {
        get: operation({ summary: 'Alarms', answer: 'A list of alarms', parameters: queryOf(alarmsQuerySchema) }),
      },
      '/api/alarms/acknowledge': {
        post: operation({
          summary: 'Acknowledge several alarms',
          answer: '{items: [{id, ok, alarm?, problem?}]}',
          body: jsonBody(acknowledgeManySchema),
        }),
      },
      '/api/alarms/{id}/acknowledge': {
        post: operation({
          summary: 'Acknowledge an alarm',
          answer: alarm,
          body: jsonBody(acknowledgeBodySchema),
          parameters: [id],
        }),
      },
      '/api/alarms/{id}/shelve': {
        post: operation({
          summary: 'Shelve an alarm',
          answer: alarm,
          body: jsonBody(shelveBodySchema),
          parameters: [id],
        }),
      },
      '/api/alarms/{id}/unshelve': {
        post: operation({
          summary: 'Take an alarm from the shelf',
          answer: alarm,
          body: jsonBody(unshelveBodySchema),
          parameters: [id],
        }),
      },
      '/api/alarms/{id}/comment': {
        post: operation({
          summary: 'Say something of an alarm; its revision stays',
          answer: 'The alarm; 409 when it is over',
          body: jsonBody(commentBodySchema),
          parameters: [id],
        }),
      },
      '/api/alarms/{id}/assign': {
        post: operation({
          summary: 'Say who looks after an alarm, a role or somebody by name; its revision stays',
          answer: 'The alarm; 409 when it is over',
          body: jsonBody(assignBodySchema),
          parameters: [id],
        }),
      },
      '/api/out-of-service': {
        get: operation({
          summary: 'Rules and watchdogs that are out of service on a subject, with who, since when and why',
          answer: 'A list of {jurisdiction, plan, rule, subject, out: {at, by, reason}}',
        }),
        post: operation({
          summary: 'Take a rule on a subject out of service: it is judged, and calls nobody until it is put back',
          answer: '{service, alarm}; 409 with the present alarm when it is not what was seen, or is out of service',
          body: jsonBody(takeOutSchema),
        }),
      },
      '/api/out-of-service/end': {
        post: operation({
          summary: 'Put a rule on a subject back in service',
          answer: '{service, alarm}; 409 when it is in service',
          body: jsonBody(putBackSchema),
        }),
      },
      '/api/history': {
        get: operation({
          summary: 'Alarms with all that happened to them, what people did, cases, corrections; newest first',
          answer: '{from, to, total, rows, next}: next is the cursor of the next page',
          parameters: queryOf(historyQuerySchema),
        }),
      },
      '/api/history.csv': {
        get: operation({
          summary: 'The same as a table',
          answer: 'CSV (RFC 4180) in UTF-8 with a byte order mark; 422 when there are too many rows',
          parameters: queryOf(historyCsvQuerySchema),
        }),
      },
      '/api/kpis': {
        get: operation({
          summary: 'Measures of the alarm system by IEC 62682 / ISA-18.2 and EEMUA 191, beside what is recommended',
          answer: '{calls, figures, series, floods, levels, classes, stale, chattering, fleeting, top, acknowledging}',
          parameters: queryOf(kpisQuerySchema),
        }),
      },
      '/api/handover': {
        get: operation({
          summary: 'What a shift leaves to the next one, as it stood at its end',
          answer: '{alarms, raised, ended, standing, shelved, data, levels, cases, corrections, acts, kpis}',
          parameters: queryOf(handoverQuerySchema),
        }),
      },
      '/api/warnings': { get: operation({ summary: 'Warning cases', answer: 'A list of cases' }) },
      '/api/warnings/{id}': { get: operation({ summary: 'One case', answer: 'The case', parameters: [id] }) },
      '/api/warnings/{id}/cap': {
        get: operation({
          summary: 'What was published of a case, the newest or the one with a number',
          answer: 'CAP 1.2 (application/cap+xml)',
          parameters: [id, ...queryOf(capQuerySchema)],
        }),
      },
      '/api/warnings.atom': {
        get: operation({ summary: 'What was published', answer: 'An Atom feed of CAP 1.2 documents' }),
      },
      '/api/outbox': {
        get: operation({
          summary: 'What was sent to the outside, what waits, and what a person must look at',
          answer: '{channels, waiting, dead, letters}',
        }),
      },
      '/api/outbox/release': {
        post: operation({
          summary: 'Have a letter sent that waits for a person',
          answer: 'The letter; 409 when it does not wait for a person',
          body: jsonBody(letterCommandSchema),
        }),
      },
      '/api/outbox/discard': {
        post: operation({
          summary: 'Give up a letter that is not sent',
          answer: 'The letter; 409 when it was sent or is on its way',
          body: jsonBody(letterCommandSchema),
        }),
      },
      '/api/reports': {
        post: operation({
          summary: "File an incident report by a plan's form",
          answer: '{id, accepted, levels, alarms}: how the rules stand with it; 422 with {errors: [{field, reason}]}',
          body: jsonBody(reportSchema),
        }),
      },
      '/api/events/{id}/close': {
        post: operation({
          summary: 'Say that the outage inferred for a grid is over; the id is that of the grid',
          answer: '{id, levels}; 409 when none is inferred',
          parameters: [id],
        }),
      },
      '/api/drills': {
        get: operation({ summary: 'Drills, the newest first', answer: 'A list of drills' }),
        post: operation({
          summary: 'Begin a drill: a world of its own on a simulated feed',
          answer: 'The drill; 409 when one is under way there',
          status: 201,
          body: jsonBody(drillCreateSchema),
        }),
      },
      '/api/drills/{id}': {
        get: operation({
          summary: "A drill; under this address are the routes of its world, as '/api/drills/{id}/alarms'",
          answer: 'The drill',
          parameters: [id],
        }),
        patch: operation({
          summary: 'Pause, hasten or end a drill',
          answer: 'The drill; 409 when it is over',
          body: jsonBody(drillChangeSchema),
          parameters: [id],
        }),
      },
      '/api/replays': {
        post: operation({
          summary: 'Begin a replay',
          answer: '{id} for the namespace /replay',
          status: 201,
          body: jsonBody(replayCreateSchema),
        }),
      },
      '/api/replays/{id}': {
        patch: operation({
          summary: 'Control a replay',
          answer: 'The status of the replay',
          body: jsonBody(replayControlSchema),
          parameters: [id],
        }),
        delete: operation({ summary: 'End a replay', answer: 'Ended', status: 204, parameters: [id] }),
      },
      '/api/rejections': {
        get: operation({ summary: 'The last refused readings', answer: 'A list of {at, feed, index, reason}' }),
      },
      '/api/health': {
        get: operation({ summary: 'How the parts are', answer: '{state, parts}; 503 when a part is down' }),
      },
      '/metrics': { get: operation({ summary: 'Numbers for Prometheus', answer: 'Prometheus text' }) },
    },
    components: {
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'code', 'detail'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string', enum: Object.keys(PROBLEMS) },
            detail: { type: 'string' },
          },
        },
      },
    },
  };
}
