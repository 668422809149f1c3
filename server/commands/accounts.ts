/** `npm run accounts -- COMMAND`: who may sign in, and which walls may look. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nameKey, type Known } from '../accounts/roster.ts';
import { EVERYWHERE, ROLES, type Grant } from '../model/grant.ts';
import { loadThresholds } from '../plans/load.ts';
import { formatProblem } from '../plans/problem.ts';
import { readSettings, withDotenv, type Settings } from '../settings.ts';
import { openAccountsTarget, Refused, type AccountsTarget } from './accounts-target.ts';

const USAGE = `Usage: npm run accounts -- COMMAND
  list
  add NAME --role ROLE [--role ROLE@ID] [--jurisdiction ID] [--unit ID]   prints a one-time password
  role NAME --role ROLE [--role ROLE@ID] [--jurisdiction ID] [--unit ID]  in place of the roles it had
  reset NAME                                                              prints a one-time password
  disable NAME | enable NAME
  wall NAME                                                               prints a token that lets a wall look
  wall-revoke NAME
Roles: ${ROLES.join(', ')}. A role holds in --jurisdiction, or in ID where it is written ROLE@ID, else everywhere.
Works through the server that runs on the same DATA_DIR, else on the folder of the MODE that is set.`;

/** The call was wrong. */
class WrongCall extends Error {
  override readonly name = 'WrongCall';
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Call {
  readonly command: string;
  readonly name: string;
  readonly roles: readonly Grant[];
  readonly unit: string | null;
}

const NEEDS_ROLE: ReadonlySet<string> = new Set(['add', 'role']);
const COMMANDS: ReadonlySet<string> = new Set([
  'list',
  'add',
  'role',
  'reset',
  'disable',
  'enable',
  'wall',
  'wall-revoke',
]);

/** @throws WrongCall, saying what is wrong */
function readCall(args: readonly string[]): Call | null {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        role: { type: 'string', multiple: true },
        jurisdiction: { type: 'string' },
        unit: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new WrongCall(messageOf(error));
  }
  const { values, positionals } = parsed;
  if (values.help === true) return null;
  const [command = '', name = '', ...rest] = positionals;
  if (!COMMANDS.has(command)) throw new WrongCall(command === '' ? 'no command was named' : `there is no ${command}`);
  if (command !== 'list' && name === '') throw new WrongCall(`${command}: no name was given`);
  if (rest.length > 0) throw new WrongCall(`${command}: one name at a time, not also ${rest.join(' ')}`);
  const roles = (values.role ?? []).map((text): Grant => {
    const [word = '', place] = text.split('@', 2);
    const role = ROLES.find((one) => one === word);
    if (role === undefined) throw new WrongCall(`there is no role ${word}`);
    return { role, jurisdiction: place ?? values.jurisdiction ?? EVERYWHERE };
  });
  if (NEEDS_ROLE.has(command) !== roles.length > 0) {
    throw new WrongCall(NEEDS_ROLE.has(command) ? `${command}: no --role was given` : `${command} takes no --role`);
  }
  return { command, name, roles, unit: values.unit ?? null };
}

function knownOf(settings: Settings): Known {
  const choice = settings.jurisdictions;
  const loaded = loadThresholds({
    root: join(fileURLToPath(new URL('../..', import.meta.url)), 'thresholds'),
    ...(choice.kind === 'all' ? {} : { jurisdictions: choice.kind === 'ids' ? choice.ids : choice.path }),
  });
  if (!loaded.ok) throw new Refused(loaded.error.map(formatProblem).join('\n'));
  const { jurisdictions, plans } = loaded.value;
  return {
    jurisdictions: new Set(jurisdictions.map(({ id }) => id)),
    units: new Set([...plans.values()].flatMap(({ units }) => units.map(({ id }) => id))),
  };
}

const rolesText = (roles: readonly Grant[]): string =>
  roles.map(({ role, jurisdiction }) => (jurisdiction === EVERYWHERE ? role : `${role}@${jurisdiction}`)).join(' ');

async function carryOut({ command, name, roles, unit }: Call, target: AccountsTarget): Promise<void> {
  const { accounts, walls } = await target.list();
  const idOf = (): string => {
    const found = accounts.find((account) => nameKey(account.name) === nameKey(name));
    if (found === undefined) throw new Refused(`there is no account ${name}`);
    return found.id;
  };
  switch (command) {
    case 'list':
      for (const account of accounts) {
        const state = account.disabled ? 'disabled' : account.mustChangePassword ? 'one-time password' : 'active';
        console.log([account.name, rolesText(account.roles), account.unit ?? '-', state].join('\t'));
      }
      for (const wall of walls) console.log(['wall', wall.name, wall.createdAt].join('\t'));
      return;
    case 'add':
      console.log(await target.add({ name, roles, unit }));
      console.error(`${name}: one-time password above, shown this once; it must be changed at the first sign-in`);
      return;
    case 'role':
      await target.change(idOf(), { roles, unit });
      return;
    case 'reset':
      console.log(await target.reset(idOf()));
      console.error(`${name}: one-time password above, shown this once; open sessions have ended`);
      return;
    case 'disable':
    case 'enable':
      await target.change(idOf(), { disabled: command === 'disable' });
      return;
    case 'wall': {
      const token = await target.wall(name);
      console.log(`/wall?token=${token}`);
      console.error(`${name}: open this path on the wall's screen; whoever has it may look until wall-revoke`);
      return;
    }
    case 'wall-revoke': {
      const found = walls.find((wall) => nameKey(wall.name) === nameKey(name));
      if (found === undefined) throw new Refused(`there is no wall ${name}`);
      await target.revokeWall(found.id);
      return;
    }
    default:
      throw new WrongCall(`there is no ${command}`);
  }
}

async function run(args: readonly string[]): Promise<number> {
  let target: AccountsTarget | null = null;
  try {
    const call = readCall(args);
    if (call === null) {
      console.log(USAGE);
      return 0;
    }
    const read = readSettings(withDotenv(process.env, '.env'));
    if (!read.ok) throw new Refused(read.message);
    const { settings } = read;
    target = await openAccountsTarget(settings, () => knownOf(settings));
    if (call.command !== 'list') console.error(`at ${target.place}`);
    await carryOut(call, target);
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    if (error instanceof WrongCall) console.error(USAGE);
    return error instanceof WrongCall || error instanceof Refused ? 2 : 1;
  } finally {
    await target?.close();
  }
}

process.exitCode = await run(process.argv.slice(2));
