import { createServer, type Server } from 'node:http';
import type { Express } from 'express';
import { createApp, type AppOptions } from './app.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';
import { createRejectionLog } from './ingest.ts';

export interface WebOptions
  extends
    Omit<AppOptions, 'rejections' | 'onReplay' | 'onSignOut' | 'signInsPerMinute'>,
    Pick<GatewayOptions, 'scheduler'> {
  /** 30 when not given. */
  readonly signInsPerMinute?: number;
  /** Screens at the same time; 2000 when not given. */
  readonly maxConnections?: number;
}

export interface Web {
  /** Not listening yet: the caller says where. */
  readonly server: Server;
  /** Says goodbye to the screens and closes the server. */
  close(): Promise<void>;
}

/** The whole web side, HTTP and Socket.IO, on one server. */
export function createWeb(options: WebOptions): Web {
  // Socket.IO steps in front of the handler that the server has when the gateway comes, so the handler is there first.
  const server = createServer((request, response) => {
    app(request, response);
  });
  const gateway = createGateway(server, {
    live: options,
    drills: options.drills,
    layouts: options.layouts,
    replays: options.replays,
    sessions: options.sessions,
    scheduler: options.scheduler,
    metrics: options.metrics,
    maxConnections: options.maxConnections ?? 2000,
    guests: options.ways.guests,
    anyHost: options.anyHost,
    onError: options.onError,
  });
  const app: Express = createApp({
    ...options,
    rejections: createRejectionLog(),
    signInsPerMinute: options.signInsPerMinute ?? 30,
    onReplay: (id) => gateway.expectViewer(id),
    onSignOut: () => gateway.sweep(),
  });
  options.accounts.onChange(() => gateway.sweep());
  return {
    server,
    async close() {
      // Also closes the HTTP server, once idle connections are gone.
      const closed = gateway.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
