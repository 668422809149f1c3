/** The words of `npm run simulate`. */
import { parseArgs } from 'node:util';
import { EPISODES, type Episode } from './story.ts';

/** What was asked for. */
export interface SimulateOptions {
  /** `http://HOST:PORT`. */
  readonly base: string;
  readonly episode: Episode;
  /** Event seconds a wall second, for the week that leads up to the present; 1 leaves that week out. */
  readonly speed: number;
  readonly seed: number;
}

export type ParsedArguments =
  | { readonly kind: 'run'; readonly options: SimulateOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

export const USAGE = `用法 / Usage: npm run simulate -- --via http --to HOST:PORT [--episode NAME] [--speed N] [--seed N]
  --via      http（mqtt、hj212 尚未提供 / come later）
  --to       运行中的望楼 / a running Wanglou, e.g. 127.0.0.1:8080
  --episode  ${EPISODES.join(' | ')}（默认 / default: story）
  --speed    1：从现在起，实时 / from now on, in real time（默认 / default）
             N > 1：先以 N 倍速补送前七天，再实时 / first the seven days before, N times as fast
  --seed     整数，同一种子结果相同 / a whole number; the same seed tells the same story（默认 / default: 1）
环境变量 / Environment: INGEST_TOKEN`;

/** Reads the arguments of the command. */
export function parseArguments(args: readonly string[]): ParsedArguments {
  const wrong = (message: string): ParsedArguments => ({ kind: 'wrong', message });
  let values: Partial<Record<'via' | 'to' | 'episode' | 'speed' | 'seed', string>> & { help?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        via: { type: 'string' },
        to: { type: 'string' },
        episode: { type: 'string' },
        speed: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return wrong(`参数有误 / wrong argument: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (values.help === true) return { kind: 'help' };
  const { via, to, episode = 'story', speed = '1', seed = '1' } = values;
  if (via === 'mqtt' || via === 'hj212') {
    return wrong(`--via ${via}：尚未提供，请用 http / not there yet, it comes in a later version; use http`);
  }
  if (via !== 'http') {
    return wrong(`--via ${via ?? ''}：应为 http、mqtt 或 hj212 / must be http, mqtt or hj212`);
  }
  const base = to === undefined ? null : baseOf(to);
  if (base === null) return wrong(`--to ${to ?? ''}：应为 HOST:PORT / must be HOST:PORT, e.g. 127.0.0.1:8080`);
  const known = EPISODES.find((name) => name === episode);
  if (known === undefined) return wrong(`--episode ${episode}：应为 / must be one of ${EPISODES.join(', ')}`);
  const pace = Number(speed);
  if (speed.trim() === '' || !(pace >= 1 && pace <= 100_000)) {
    return wrong(`--speed ${speed}：应为 1 至 100000 / must be a number from 1 to 100000`);
  }
  const root = Number(seed);
  if (!/^\d+$/.test(seed) || !Number.isSafeInteger(root)) {
    return wrong(`--seed ${seed}：应为非负整数 / must be a whole number, 0 or above`);
  }
  return { kind: 'run', options: { base, episode: known, speed: pace, seed: root } };
}

/** `HOST:PORT` as the start of an address, or null. A host of colons (IPv6) stands in brackets. */
function baseOf(to: string): string | null {
  const parts = /^(\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{1,5})$/.exec(to);
  const port = Number(parts?.[2]);
  return parts === null || port < 1 || port > 65_535 ? null : `http://${to}`;
}
