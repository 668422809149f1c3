/** The express app: headers, ways in, routes, pages and the answer to every error. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Registry } from 'prom-client';
import { checkHost, createTokenCheck } from './guard.ts';
import { createIngest, refusalOf, type IngestOptions } from './ingest.ts';
import { refuseLook } from './permission.ts';
import { Refusal, refuse } from './problems.ts';
import { createRoutes, type RoutesOptions } from './routes.ts';
import { wallCookie } from './sessions.ts';

/** Where the pages come from: the built client, or a handler (a development server); null serves none. */
export type ClientPages =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'handler'; readonly handler: RequestHandler }
  | null;

export interface AppOptions extends IngestOptions, RoutesOptions {
  readonly client: ClientPages;
  readonly metrics: Registry;
  /** Take requests under any host name; else only under this machine's. */
  readonly anyHost: boolean;
  /** How many proxies stand in front and say where a request came from; 0: none, and what they would say is not believed. */
  readonly proxies: number;
  /** Told of errors that nobody expected. */
  readonly onError: (error: unknown, where: string) => void;
}

/** Headers for all answers. Style attributes are how the component and chart libraries draw. */
const securityHeaders = (isBuilt: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: isBuilt
      ? {
          useDefaults: false,
          directives: {
            defaultSrc: ["'self'"],
            scriptSrc: ["'self'"],
            styleSrc: ["'self'", "'unsafe-inline'"],
            imgSrc: ["'self'", 'data:', 'blob:'],
            fontSrc: ["'self'", 'data:'],
            connectSrc: ["'self'", 'ws:', 'wss:'],
            objectSrc: ["'none'"],
            baseUri: ["'none'"],
            formAction: ["'self'"],
            frameAncestors: ["'none'"],
          },
        }
      : false,
    // Served over plain HTTP on the loopback; whoever puts TLS in front sets this there.
    strictTransportSecurity: false,
  });

/** Files of the built client; any other page address gets its index, since the client routes by itself. */
function servePages(folder: string): express.Router {
  const router = express.Router();
  router.use(
    express.static(folder, {
      index: false,
      setHeaders: (response, path) => {
        // Names under assets/ carry a hash of the content.
        const isHashed = path.includes(`${sep}assets${sep}`);
        response.set('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  router.get('/{*path}', (request, response, next) => {
    const isPage = !/^\/api(?:\/|$)|\.[a-z0-9]+$/i.test(request.path) && request.accepts('html') !== false;
    if (!isPage) {
      next();
      return;
    }
    if (!existsSync(join(folder, 'index.html')))
      throw refuse('not-found', 'the pages are not built; npm start builds them');
    response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: folder });
  });
  return router;
}

/** The whole HTTP side. The caller owns the server that it is put into. */
export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  if (options.proxies > 0) app.set('trust proxy', options.proxies);
  app.use(securityHeaders(options.client?.kind !== 'handler'));
  if (!options.anyHost) {
    app.use((request, _response, next) => {
      const foreign = checkHost(request.headers);
      if (foreign !== null) throw new Refusal(foreign);
      next();
    });
  }
  app.use(createIngest(options));
  const tokenFits = options.token === null ? null : createTokenCheck(options.token);
  app.get('/metrics', async (request, response) => {
    // A program that collects numbers signs in nowhere; it shows the token of those that send readings.
    const refused = refuseLook(options.sessions.read(request.headers.cookie), options.ways.guests);
    if (refused !== null && tokenFits?.(request.headers, request.query) !== true) throw new Refusal(refused);
    response.type(options.metrics.contentType).send(await options.metrics.metrics());
  });
  app.use('/api', createRoutes(options));
  // A wall shows its token once; from then on its cookie speaks for it, and the address bar does not.
  app.get('/wall', (request, response, next) => {
    const { token } = request.query;
    if (typeof token !== 'string') {
      next();
      return;
    }
    const address = new URL(request.originalUrl, 'http://wall');
    address.searchParams.delete('token');
    if (options.accounts.wallOf(token) === null) address.searchParams.set('refused', '1');
    else response.set('Set-Cookie', wallCookie(token, request.secure));
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    response.redirect(302, `${address.pathname}${address.search}`);
  });
  if (options.client?.kind === 'folder') app.use(servePages(options.client.path));
  if (options.client?.kind === 'handler') {
    const { handler } = options.client;
    app.use((request, response, next) =>
      request.path.startsWith('/api/') ? next() : handler(request, response, next),
    );
  }
  app.use((request) => {
    throw refuse('not-found', `nothing at ${request.method} ${request.path.slice(0, 200)}`);
  });

  const answerProblem: ErrorRequestHandler = (error, request, response, next) => {
    const known = refusalOf(error);
    if (known === null) options.onError(error, `${request.method} ${request.path}`);
    if (response.headersSent) {
      next(error);
      return;
    }
    const refused = known ?? refuse('internal', 'the error is in the log of the server');
    response
      .status(refused.problem.status)
      .set(refused.headers)
      .type('application/problem+json')
      .send(JSON.stringify({ ...refused.problem, ...refused.more }));
  };
  app.use(answerProblem);
  return app;
}
