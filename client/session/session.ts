/** The one place where a screen listens to the server and speaks to it. */
import { io, type Socket } from 'socket.io-client';
import type {
  AcknowledgeCommand,
  AlarmReply,
  AssignCommand,
  ClientToServerEvents,
  CommentCommand,
  PutBackCommand,
  ServerToClientEvents,
  ServiceReply,
  ShelveCommand,
  TakeOutCommand,
  UnshelveCommand,
} from '../../server/wire/events.ts';
import type { ReadingRow } from '../../server/wire/shapes.ts';
import {
  applyChange,
  applyDrill,
  applyDrills,
  applyHeartbeat,
  applyLayoutChange,
  applyReadings,
  applyRefusal,
  applyReplay,
  applySilence,
  applySnapshot,
  applyTrends,
  initialState,
  seriesKey,
  type Change,
  type SessionState,
} from './state.ts';

export type { SessionState } from './state.ts';

/** A screen's connection with what it knows. Whoever creates one closes it. */
export interface SessionStore {
  /** Calls `listener` after every change of the state; gives the function that ends it. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly getState: () => SessionState;
  readonly acknowledge: (command: AcknowledgeCommand) => Promise<AlarmReply>;
  readonly shelve: (command: ShelveCommand) => Promise<AlarmReply>;
  readonly unshelve: (command: UnshelveCommand) => Promise<AlarmReply>;
  readonly comment: (command: CommentCommand) => Promise<AlarmReply>;
  readonly assign: (command: AssignCommand) => Promise<AlarmReply>;
  readonly takeOut: (command: TakeOutCommand) => Promise<ServiceReply>;
  readonly putBack: (command: PutBackCommand) => Promise<ServiceReply>;
  /** Calls `listener` when the server has let this screen in, or refused to; gives the function that ends it. */
  readonly onDoor: (listener: () => void) => () => void;
  /** Connects anew, so that the server sees the present sign-in. */
  readonly reconnect: () => void;
  readonly close: () => void;
}

export interface SessionOptions {
  readonly namespace: '/live' | '/drill' | '/replay';
  /** Sent with the handshake, e.g. the id of a replay or a drill. */
  readonly query?: Record<string, string>;
}

/** Beats come once a second; after this long without one the screen says so (UX: within 5 s). */
const SILENCE_MS = 4000;
const CHECK_MS = 500;
/** Readings are applied at most twice a second. */
const MERGE_MS = 500;
/** Changes that nobody waits for are told together after this long. */
const GATHER_MS = 200;
/** A snapshot is asked for at most this often. */
const RESYNC_MS = 2000;
const REPLY_MS = 10_000;
/** The next attempt to connect, at the earliest: where there was no answer, and where it was no. */
const AGAIN_MS = 500;
const REFUSED_MS = 8000;

const noAnswer: Extract<AlarmReply, { ok: false }> = {
  ok: false,
  problem: {
    type: 'about:blank',
    title: 'The server did not answer',
    status: 0,
    code: 'no-answer',
    detail: 'The command may or may not have been carried out: look at the alarm before trying again.',
  },
};

/** The code of the problem with which the server answered; `unknown` when it is none. */
const problemCodeOf = (answer: unknown): string =>
  typeof answer === 'object' && answer !== null && 'code' in answer && typeof answer.code === 'string'
    ? answer.code
    : 'unknown';

/** Connects and keeps connecting for ever, with jitter, until closed. */
export function createSession(options: SessionOptions): SessionStore {
  let state = initialState(Date.now());
  let lastBeatMs = Date.now();
  let lastResyncMs = 0;
  let beatsBehind = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let telling: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  const waiting = new Map<string, ReadingRow>();
  const listeners = new Set<() => void>();
  const doorListeners = new Set<() => void>();

  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(options.namespace, {
    // A line of its own: the server knows a person by the cookie with which the line was opened, and a line that another
    // session still uses would not be opened anew after a sign-in.
    forceNew: true,
    ...(options.query === undefined ? {} : { auth: options.query }),
    transports: ['websocket', 'polling'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
    randomizationFactor: 0.5,
  });

  let toldMs = -Infinity;
  const tell = (): void => {
    clearTimeout(telling);
    telling = undefined;
    toldMs = Date.now();
    for (const listener of listeners) listener();
  };
  /** Takes a state and tells of it at once: what people wait for. */
  const set = (next: SessionState): void => {
    if (next === state) return;
    state = next;
    tell();
  };
  /** Takes a state and tells of it with the next ones: many rules change in one evaluation, and a screen is drawn once. */
  const setSoon = (next: SessionState): void => {
    if (next === state) return;
    state = next;
    telling ??= setTimeout(tell, GATHER_MS);
  };

  /** One alarm is told at once; in a storm of them a screen is drawn for many together, so that it can be worked with. */
  const setUnlessJustTold = (next: SessionState): void => {
    if (Date.now() - toldMs < GATHER_MS) setSoon(next);
    else set(next);
  };

  const resync = (): void => {
    if (Date.now() - lastResyncMs < RESYNC_MS || !socket.connected) return;
    lastResyncMs = Date.now();
    socket.emit('resync');
  };

  const take = (change: Change): void => {
    const result = applyChange(state, change);
    if (change.stream === 'alarm' || change.stream === 'warning') setUnlessJustTold(result.state);
    else setSoon(result.state);
    if (result.gap) resync();
  };

  socket.on('snapshot', (snapshot) => {
    waiting.clear();
    beatsBehind = 0;
    set(applySnapshot(state, snapshot, Date.now()));
  });
  socket.on('level', (row) => take({ stream: 'level', row }));
  socket.on('alarm', (row) => take({ stream: 'alarm', row }));
  socket.on('warning', (row) => take({ stream: 'warning', row }));
  socket.on('health', (row) => take({ stream: 'health', row }));
  socket.on('correction', (row) => take({ stream: 'correction', row }));
  socket.on('service', (row) => take({ stream: 'service', row }));
  socket.on('trends', (trends) => setSoon(applyTrends(state, trends)));
  socket.on('replay', (status) => set(applyReplay(state, status)));
  socket.on('drill', (drill) => set(applyDrill(state, drill)));
  socket.on('layout', () => setSoon(applyLayoutChange(state)));
  socket.on('drills', ({ drills }) => set(applyDrills(state, drills)));
  socket.on('readings', (batch) => {
    for (const row of batch.rows) waiting.set(seriesKey(row[0], row[1]), row);
  });
  socket.on('heartbeat', (beat) => {
    lastBeatMs = Date.now();
    const result = applyHeartbeat(state, beat, lastBeatMs);
    setSoon(result.state);
    beatsBehind = result.behind ? beatsBehind + 1 : 0;
    // A change may still be on its way with the first such beat; with the second it is lost.
    if (beatsBehind >= 2) resync();
  });

  // The client library does not retry by itself when the server closed the connection or refused it.
  const connectLater = (leastMs: number): void => {
    if (isClosed || socket.active || retry !== undefined) return;
    retry = setTimeout(
      () => {
        retry = undefined;
        if (!isClosed) socket.connect();
      },
      leastMs + Math.random() * 2500,
    );
  };
  const knocked = (): void => {
    for (const listener of doorListeners) listener();
  };
  socket.on('connect', knocked);
  socket.on('disconnect', () => connectLater(AGAIN_MS));
  socket.on('connect_error', (error) => {
    // With data it is the server's answer, which will be the same until somebody does something about it.
    const isRefused = 'data' in error && error.data !== undefined;
    connectLater(isRefused ? REFUSED_MS : AGAIN_MS);
    if (!isRefused) return;
    set(applyRefusal(state, problemCodeOf(error.data)));
    knocked();
  });

  const merging = setInterval(() => {
    if (waiting.size === 0) return;
    const rows = [...waiting.values()];
    waiting.clear();
    setSoon(applyReadings(state, rows));
  }, MERGE_MS);
  const watching = setInterval(() => {
    set(applySilence(state, { lastBeatMs, wallMs: Date.now(), limitMs: SILENCE_MS }));
  }, CHECK_MS);

  const orNoAnswer = async <T>(reply: Promise<T>): Promise<T | typeof noAnswer> => {
    try {
      return await reply;
    } catch {
      return noAnswer;
    }
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    getState: () => state,
    acknowledge: (command) => orNoAnswer(socket.timeout(REPLY_MS).emitWithAck('acknowledge', command)),
    shelve: (command) => orNoAnswer(socket.timeout(REPLY_MS).emitWithAck('shelve', command)),
    unshelve: (command) => orNoAnswer(socket.timeout(REPLY_MS).emitWithAck('unshelve', command)),
    comment: (command) => orNoAnswer(socket.timeout(REPLY_MS).emitWithAck('comment', command)),
    assign: (command) => orNoAnswer(socket.timeout(REPLY_MS).emitWithAck('assign', command)),
    takeOut: (command) => orNoAnswer(socket.timeout(REPLY_MS).emitWithAck('takeOut', command)),
    putBack: (command) => orNoAnswer(socket.timeout(REPLY_MS).emitWithAck('putBack', command)),
    onDoor: (listener) => {
      doorListeners.add(listener);
      return () => {
        doorListeners.delete(listener);
      };
    },
    reconnect: () => {
      if (isClosed) return;
      socket.disconnect();
      socket.connect();
    },
    close: () => {
      isClosed = true;
      clearInterval(merging);
      clearInterval(watching);
      clearTimeout(retry);
      clearTimeout(telling);
      listeners.clear();
      doorListeners.clear();
      socket.disconnect();
    },
  };
}
