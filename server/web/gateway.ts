/**
 * The Socket.IO side: `/live`, `/drill` and `/replay` speak the events of `wire/events.ts`. A screen gets a snapshot, then numbered
 * changes; readings are merged once for all screens and sent at most four times a second.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Gauge, type Registry } from 'prom-client';
import { interval, Subscription, timer, type SchedulerLike } from 'rxjs';
import { Server, type Namespace, type Socket } from 'socket.io';
import { z } from 'zod';
import { toIso } from '../model/instant.ts';
import type { AlarmReply, ClientToServerEvents, ServerToClientEvents, ServiceReply } from '../wire/events.ts';
import type { Problem, Session, Snapshot } from '../wire/shapes.ts';
import { createAlarmCommands, type AlarmCommands } from './alarm-commands.ts';
import { checkHost, checkOrigin } from './guard.ts';
import { refuseLook } from './permission.ts';
import { createPace } from './pace.ts';
import type { DrillHandle, DrillPort, LayoutsPort, PictureChange, ReplayPort, ViewPort, WorldPort } from './ports.ts';
import { problem } from './problems.ts';
import type { Sessions } from './sessions.ts';

/** A packet that holds an event, as the Socket.IO protocol numbers it. */
const EVENT_PACKET = 2;
/** Readings go out at most this often. */
const READINGS_MS = 250;
const HEARTBEAT_MS = 1000;
/** Screens that come within this time share one snapshot. */
const WELCOME_MS = 20;
/** The same for screens that ask again, so that asking in a loop costs little. */
const RESYNC_MS = 250;
/** How long a screen may be away and still get what it missed. */
const RECOVERY_MS = 120_000;
/** A replay that nobody watches for this long ends. */
const UNWATCHED_MS = 120_000;
/** How often screens are asked whether they may still look. A screen that may counts as use of its session. */
const SWEEP_MS = 60_000;
const MAX_MESSAGE_BYTES = 16_384;
const MAX_COMMANDS_IN_WORK = 16;
/** A screen that does not answer a ping in time is cut off, which bounds what waits for it. */
const PING_MS = 10_000;

export interface GatewayOptions {
  readonly live: Pick<WorldPort, 'state' | 'alarms'>;
  readonly drills: DrillPort;
  readonly layouts: Pick<LayoutsPort, 'changes$'>;
  readonly replays: ReplayPort;
  readonly sessions: Sessions;
  /** Where all timers of the gateway run. */
  readonly scheduler: SchedulerLike;
  readonly metrics: Registry;
  readonly maxConnections: number;
  /** Whether those who are not signed in may look. */
  readonly guests: boolean;
  /** Take connections under any host name; else only under this machine's. */
  readonly anyHost: boolean;
  readonly onError: (error: unknown, where: string) => void;
}

export interface Gateway {
  /** Begins to count the time in which nobody watches a replay. */
  expectViewer(replayId: string): void;
  /** Lets those screens go that may no longer look: their session has ended, or their wall's token was taken back. */
  sweep(): void;
  close(): Promise<void>;
}

type Space = Namespace<ClientToServerEvents, ServerToClientEvents>;
type Screen = Socket<ClientToServerEvents, ServerToClientEvents>;
type Stream = Exclude<PictureChange['stream'], 'reset'>;

/** One picture on its way to the screens of one room. */
interface Channel {
  /** Sends the picture to a screen and lets it follow from there. */
  welcome(screen: Screen, withinMs: number): void;
  /** Sends a screen that came back the newest readings and lines; the changes that it missed come by themselves. */
  catchUp(screen: Screen): void;
  close(): void;
}

function createChannel(space: Space, room: string, view: ViewPort, scheduler: SchedulerLike): Channel {
  const epoch = randomUUID().slice(0, 8);
  const seq: Record<Stream, number> = { level: 0, alarm: 0, warning: 0, health: 0, correction: 0, service: 0 };
  const fresh = `${room}:fresh`;
  const everybody: ReadonlySet<string> = new Set([room]);
  const pace = createPace();
  const subscription = new Subscription();
  let isWelcomeDue = false;

  const isWatched = (name: string): boolean => (space.adapter.rooms.get(name)?.size ?? 0) > 0;
  const standing = (): Snapshot['seq'] => ({ epoch, ...seq });

  /**
   * Sends what is not kept for screens that come back: they get a newer one in its place. It says that it is not volatile
   * instead of leaving that out, since the adapter keeps for two minutes whatever does not say.
   */
  const sendPassing = <E extends keyof ServerToClientEvents>(
    event: E,
    payload: Parameters<ServerToClientEvents[E]>[0],
    to: ReadonlySet<string>,
    except: ReadonlySet<string> = new Set(),
  ): void => {
    space.adapter.broadcast(
      { type: EVENT_PACKET, nsp: space.name, data: [event, payload] },
      { rooms: new Set(to), except: new Set(except), flags: { volatile: false } },
    );
  };
  const sendSnapshot = (to: string): void => {
    if (isWatched(to)) sendPassing('snapshot', { ...view.snapshot(), seq: standing() }, new Set([to]));
  };
  const isReady = (id: string): boolean => space.sockets.get(id)?.conn.transport.writable ?? false;
  const sendMoving = (): void => {
    for (const { rows, trends, to, except } of pace.step(space.adapter.rooms.get(room) ?? [], isReady)) {
      if (rows.length > 0) sendPassing('readings', { rows, now: toIso(view.now()) }, to ?? everybody, except);
      for (const lines of trends) sendPassing('trends', lines, to ?? everybody, except);
    }
  };
  const welcomeAll = (): void => {
    isWelcomeDue = false;
    sendSnapshot(fresh);
    space.in(fresh).socketsJoin(room);
    space.in(fresh).socketsLeave(fresh);
  };

  subscription.add(
    view.changes$.subscribe({
      next: (change) => {
        switch (change.stream) {
          case 'level':
            space.to(room).emit('level', { ...change.value, epoch, seq: ++seq.level });
            return;
          case 'alarm':
            space.to(room).emit('alarm', { ...change.value, epoch, seq: ++seq.alarm });
            return;
          case 'warning':
            space.to(room).emit('warning', { ...change.value, epoch, seq: ++seq.warning });
            return;
          case 'health':
            space.to(room).emit('health', { ...change.value, epoch, seq: ++seq.health });
            return;
          case 'correction':
            space.to(room).emit('correction', { ...change.value, epoch, seq: ++seq.correction });
            return;
          case 'service':
            space.to(room).emit('service', { ...change.value, epoch, seq: ++seq.service });
            return;
          case 'reset':
            pace.reset();
            sendSnapshot(room);
        }
      },
    }),
  );
  subscription.add(
    view.readings$.subscribe((rows) => {
      if (isWatched(room)) pace.add(rows);
    }),
  );
  subscription.add(
    view.trends$.subscribe((trends) => {
      if (isWatched(room)) pace.addTrends(trends);
    }),
  );
  subscription.add(interval(READINGS_MS, scheduler).subscribe(sendMoving));
  subscription.add(
    interval(HEARTBEAT_MS, scheduler).subscribe(() => {
      if (!isWatched(room)) return;
      sendPassing('heartbeat', { now: toIso(view.now()), speed: view.speed(), seq: standing() }, everybody);
    }),
  );

  return {
    welcome(screen, withinMs) {
      void screen.join(fresh);
      if (isWelcomeDue) return;
      isWelcomeDue = true;
      subscription.add(timer(withinMs, scheduler).subscribe(welcomeAll));
    },
    catchUp(screen) {
      const { latest, trends } = view.snapshot();
      const to = new Set([screen.id]);
      sendPassing('readings', { rows: [...latest], now: toIso(view.now()) }, to);
      for (const lines of trends) sendPassing('trends', lines, to);
    },
    close() {
      subscription.unsubscribe();
    },
  };
}

/** What a screen may ask to be done to alarms. */
const COMMANDS = ['acknowledge', 'shelve', 'unshelve', 'comment', 'assign', 'takeOut', 'putBack'] as const;
const LIVE = 'live';
const SCREENS_METRIC = 'wanglou_screens';

/** Puts the gateway on a server, which must have its request handler already. The caller owns the server. */
export function createGateway(server: HttpServer, options: GatewayOptions): Gateway {
  const { drills, replays, sessions, scheduler } = options;
  const io = new Server<ClientToServerEvents, ServerToClientEvents>(server, {
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: PING_MS,
    pingTimeout: PING_MS,
    connectTimeout: PING_MS,
    connectionStateRecovery: { maxDisconnectionDuration: RECOVERY_MS, skipMiddlewares: false },
    allowRequest: (request: IncomingMessage, answer) => {
      const refused =
        (options.anyHost ? null : checkHost(request.headers)) ??
        checkOrigin(request.headers) ??
        (io.engine.clientsCount >= options.maxConnections
          ? problem('overloaded', `already ${options.maxConnections} screens are connected`)
          : null);
      answer(refused?.detail, refused === null);
    },
  });
  new Gauge({
    name: SCREENS_METRIC,
    help: 'Connected screens',
    registers: [options.metrics],
    collect() {
      this.set(io.engine.clientsCount);
    },
  });

  const whoIs = (screen: Screen): Session | null => sessions.read(screen.handshake.headers.cookie);
  const mayCome = (screen: Screen, next: (error?: Error) => void): void => {
    const refused = refuseLook(whoIs(screen), options.guests);
    if (refused === null) next();
    else next(Object.assign(new Error(refused.detail), { data: refused }));
  };

  /** Takes the commands of a screen. `refused`: why nothing can be done here, or null. */
  const takeCommands = (screen: Screen, acts: AlarmCommands | null, refused: () => Problem | null): void => {
    let inWork = 0;
    for (const name of COMMANDS) {
      screen.on(name, (command: unknown, reply: unknown) => {
        // What a client sends is not what the types promise.
        if (typeof reply !== 'function') return;
        const answer = (value: AlarmReply | ServiceReply): void => {
          reply(value);
        };
        const reason = refused();
        if (acts === null || reason !== null) {
          answer({ ok: false, problem: reason ?? problem('not-allowed', 'there is nothing to act on here') });
          return;
        }
        if (inWork >= MAX_COMMANDS_IN_WORK) {
          answer({ ok: false, problem: problem('overloaded', 'too many commands at the same time') });
          return;
        }
        inWork++;
        const done: Promise<AlarmReply | ServiceReply> = acts[name](command, whoIs(screen));
        done
          .then(answer, (error: unknown) => {
            options.onError(error, `socket ${name}`);
            answer({ ok: false, problem: problem('internal', 'the error is in the log of the server') });
          })
          .finally(() => {
            inWork--;
          });
      });
    }
  };

  // Live
  const liveSpace = io.of('/live');
  liveSpace.use(mayCome);
  const live = createChannel(liveSpace, LIVE, options.live.state, scheduler);
  const liveCommands = createAlarmCommands(options.live.alarms);
  liveSpace.on('connection', (screen) => {
    takeCommands(screen, liveCommands, () => null);
    screen.on('resync', () => live.welcome(screen, RESYNC_MS));
    if (screen.recovered && screen.rooms.has(LIVE)) live.catchUp(screen);
    else live.welcome(screen, WELCOME_MS);
  });
  const announcing = drills.underWay$.subscribe((underWay) => liveSpace.to(LIVE).emit('drills', { drills: underWay }));

  /** The id that a screen names when it comes to a space of many rooms. */
  const handshakeSchema = z.object({ id: z.string().min(1).max(64) });
  const idOf = (screen: Screen): string =>
    handshakeSchema.safeParse({ ...screen.handshake.query, ...screen.handshake.auth }).data?.id ?? '';
  const refuseTo = (next: (error?: Error) => void, what: string): void => {
    const refused = problem('not-found', what);
    next(Object.assign(new Error(refused.detail), { data: refused }));
  };

  // Drills: one channel for the world of each, from its first screen until the world is closed.
  const drillSpace = io.of('/drill');
  drillSpace.use(mayCome);
  const drillChannels = new Map<DrillHandle, Channel>();
  drillSpace.use((screen, next) => {
    drills.world(idOf(screen)).then(
      (handle) => {
        if (handle === null) {
          refuseTo(next, 'there is no such drill');
          return;
        }
        screen.data = { handle };
        next();
      },
      (error: unknown) => {
        options.onError(error, 'a drill');
        next(Object.assign(new Error('the drill cannot be opened'), { data: problem('internal', 'see the log') }));
      },
    );
  });
  const channelOf = (handle: DrillHandle): Channel => {
    const known = drillChannels.get(handle);
    if (known !== undefined) return known;
    const { id } = handle.drill();
    const channel = createChannel(drillSpace, id, handle.state, scheduler);
    drillChannels.set(handle, channel);
    handle.changes$.subscribe({
      next: (drill) => drillSpace.to(id).emit('drill', drill),
      // The world was closed: screens come again, to what there is of it then.
      complete: () => {
        channel.close();
        drillChannels.delete(handle);
        drillSpace.in([id, `${id}:fresh`]).disconnectSockets();
      },
    });
    return channel;
  };
  drillSpace.on('connection', (screen) => {
    const { handle } = screen.data as { readonly handle: DrillHandle };
    const channel = channelOf(handle);
    takeCommands(screen, createAlarmCommands(handle.alarms), () =>
      handle.drill().state === 'ended' ? problem('drill-ended', `the drill "${handle.drill().title}" is over`) : null,
    );
    screen.on('resync', () => channel.welcome(screen, RESYNC_MS));
    // How the drill is may have been missed, so that a returning screen needs the whole picture.
    channel.welcome(screen, WELCOME_MS);
  });

  // Replay: one channel for each replay, from its first viewer until it ends.
  const replaySpace = io.of('/replay');
  replaySpace.use(mayCome);
  const channels = new Map<string, Channel>();
  const departures = new Map<string, Subscription>();

  const endReplay = (id: string): void => {
    departures.get(id)?.unsubscribe();
    departures.delete(id);
    channels.get(id)?.close();
    channels.delete(id);
    replaySpace.in(id).disconnectSockets(true);
    replaySpace.in(`${id}:fresh`).disconnectSockets(true);
  };
  const expectViewer = (id: string): void => {
    departures.get(id)?.unsubscribe();
    departures.set(
      id,
      timer(UNWATCHED_MS, scheduler).subscribe(() => {
        endReplay(id);
        replays.remove(id);
      }),
    );
  };
  replaySpace.use((screen, next) => {
    if (replays.get(idOf(screen)) === null) refuseTo(next, 'there is no such replay any more');
    else next();
  });
  replaySpace.on('connection', (screen) => {
    const id = idOf(screen);
    const handle = replays.get(id);
    if (handle === null) {
      screen.disconnect(true);
      return;
    }
    let channel = channels.get(id);
    if (channel === undefined) {
      const picture = createChannel(replaySpace, id, handle, scheduler);
      const subscription = new Subscription(() => picture.close());
      channel = { ...picture, close: () => subscription.unsubscribe() };
      channels.set(id, channel);
      subscription.add(
        handle.status$.subscribe({
          next: (status) => replaySpace.to(id).emit('replay', status),
          complete: () => endReplay(id),
        }),
      );
    }
    const following = channel;
    departures.get(id)?.unsubscribe();
    departures.delete(id);
    takeCommands(screen, null, () => problem('not-allowed', 'a replay shows the past; it cannot be changed'));
    screen.on('resync', () => following.welcome(screen, RESYNC_MS));
    screen.on('disconnect', () => {
      const left =
        (replaySpace.adapter.rooms.get(id)?.size ?? 0) + (replaySpace.adapter.rooms.get(`${id}:fresh`)?.size ?? 0);
      if (left === 0 && channels.has(id)) expectViewer(id);
    });
    // A status may have been missed, so that a returning viewer needs the whole picture too.
    following.welcome(screen, WELCOME_MS);
  });

  // A wall takes its new layout up by itself, in a drill too.
  const rearranging = options.layouts.changes$.subscribe((change) => {
    liveSpace.to(LIVE).emit('layout', change);
    for (const handle of drillChannels.keys()) drillSpace.to(handle.drill().id).emit('layout', change);
  });

  const sweep = (): void => {
    for (const space of [liveSpace, drillSpace, replaySpace]) {
      for (const screen of space.sockets.values()) {
        if (refuseLook(whoIs(screen), options.guests) !== null) screen.disconnect();
      }
    }
  };
  const sweeping = interval(SWEEP_MS, scheduler).subscribe(sweep);

  return {
    expectViewer,
    sweep,
    async close() {
      sweeping.unsubscribe();
      announcing.unsubscribe();
      rearranging.unsubscribe();
      live.close();
      for (const channel of drillChannels.values()) channel.close();
      for (const id of [...channels.keys(), ...departures.keys()]) endReplay(id);
      options.metrics.removeSingleMetric(SCREENS_METRIC);
      await io.close();
    },
  };
}
