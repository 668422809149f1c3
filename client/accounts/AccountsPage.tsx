import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EVERYWHERE, mayAdminister } from '../../server/model/grant.ts';
import type { Grant, WireAccount, WireWall } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { Answer, InterruptionCover, Panel, StateNote, useAsked, WideBox } from '../shared/index.ts';
import { useRefusalWords } from '../shared/refusal-words.ts';
import { RolesForm } from './RolesForm.tsx';
import {
  changeAccount,
  createAccount,
  createWall,
  fetchAccounts,
  resetAccount,
  revokeWall,
  type AccountDraft,
} from './api.ts';
import '../shared/desk.css';
import './accounts.css';

/** What is told once and then never again. */
interface Told {
  readonly title: string;
  readonly secret: string;
}

/** What the page asks about before it does it. */
interface Question {
  readonly words: string;
  readonly act: () => Promise<void>;
}

/** Where an administrator looks after accounts and walls. */
export function AccountsPage(): ReactNode {
  const { t } = useTranslation('accounts');
  const { session } = useAccount();
  const isAdministrator = session?.roles.some(({ role }) => role === 'administrator') === true;
  return (
    <div className="desk accounts">
      <h1 className="sr-only">{t('page.title')}</h1>
      {isAdministrator ? <Desk /> : <p className="page-note">{t('page.notAllowed')}</p>}
      <InterruptionCover />
    </div>
  );
}

function Desk(): ReactNode {
  const { t } = useTranslation('accounts');
  const { session } = useAccount();
  const words = useRefusalWords();
  const [round, setRound] = useState(0);
  const listed = useAsked('', round, fetchAccounts);
  const [told, setTold] = useState<Told | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [form, setForm] = useState<{ readonly of: WireAccount | null } | null>(null);
  const [isActing, setActing] = useState(false);
  const isBusy = isActing || listed.isAsking;
  const all = listed.kind === 'ready' ? listed.value : null;
  const run = (work: () => Promise<void>): void => {
    setFailure(null);
    setTold(null);
    setQuestion(null);
    setActing(true);
    work()
      .then(() => setRound((now) => now + 1))
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setActing(false));
  };
  const submit = ({ name, roles, unit }: AccountDraft): void => {
    const account = form?.of ?? null;
    run(async () => {
      if (account === null)
        setTold({ title: t('page.once', { name }), secret: await createAccount({ name, roles, unit }) });
      else await changeAccount(account.id, { roles, unit });
      setForm(null);
    });
  };
  return (
    <>
      {told !== null && (
        <section className="accounts-told" aria-live="polite">
          <p>{told.title}</p>
          <output>{told.secret}</output>
          <button type="button" className="quiet-button" onClick={() => setTold(null)}>
            {t('page.close')}
          </button>
        </section>
      )}
      {failure !== null && (
        <p className="refusal" role="alert">
          {t('page.failed', { reason: failure })}
        </p>
      )}
      {question !== null && (
        <section className="accounts-question" role="alertdialog" aria-label={question.words}>
          <p>{question.words}</p>
          <p className="account-buttons">
            <button
              type="button"
              className="quiet-button"
              // What has just been asked is answered next.
              // oxlint-disable-next-line jsx-a11y/no-autofocus
              autoFocus
              onClick={() => setQuestion(null)}
            >
              {t('page.cancel')}
            </button>
            <button type="button" className="quiet-button account-confirm" onClick={() => run(question.act)}>
              OK
            </button>
          </p>
        </section>
      )}
      <Panel title={t('page.title')} remark={all?.accounts.length}>
        <Answer asked={listed}>
          {({ accounts }) =>
            accounts.length === 0 ? (
              <StateNote state="empty" about={t('page.noAccountsAbout')}>
                {t('page.noAccounts')}
              </StateNote>
            ) : (
              <WideBox label={t('page.title')}>
                <table className="facts accounts-table">
                  <thead>
                    <tr>
                      {(['name', 'roles', 'unit', 'state', 'actions'] as const).map((column) => (
                        <th key={column} scope="col">
                          {t(`page.column.${column}`)}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {accounts.map((account) => (
                      <tr key={account.id} data-account={account.name}>
                        <th scope="row">{account.name}</th>
                        <td>
                          <Roles roles={account.roles} />
                        </td>
                        <td>{account.unit ?? '—'}</td>
                        <td>
                          {t(
                            account.disabled
                              ? 'page.state.disabled'
                              : account.mustChangePassword
                                ? 'page.state.oneTime'
                                : 'page.state.active',
                          )}
                        </td>
                        <td className="accounts-actions">
                          <button
                            type="button"
                            className="quiet-button"
                            disabled={isBusy}
                            onClick={() => setForm({ of: account })}
                          >
                            {t('page.edit')}
                          </button>
                          <button
                            type="button"
                            className="quiet-button"
                            disabled={isBusy}
                            onClick={() =>
                              setQuestion({
                                words: t('page.resetSure', { name: account.name }),
                                act: async () =>
                                  setTold({
                                    title: t('page.once', { name: account.name }),
                                    secret: await resetAccount(account.id),
                                  }),
                              })
                            }
                          >
                            {t('page.reset')}
                          </button>
                          <button
                            type="button"
                            className="quiet-button"
                            disabled={isBusy}
                            onClick={() =>
                              account.disabled
                                ? run(() => changeAccount(account.id, { disabled: false }))
                                : setQuestion({
                                    words: t('page.disableSure', { name: account.name }),
                                    act: () => changeAccount(account.id, { disabled: true }),
                                  })
                            }
                          >
                            {t(account.disabled ? 'page.enable' : 'page.disable')}
                          </button>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </WideBox>
            )
          }
        </Answer>
        {form === null ? (
          <p className="account-buttons">
            <button type="button" className="quiet-button account-confirm" onClick={() => setForm({ of: null })}>
              {t('page.add')}
            </button>
          </p>
        ) : (
          <RolesForm
            key={form.of?.id ?? ''}
            initial={form.of}
            onSubmit={submit}
            onCancel={() => {
              setForm(null);
              setFailure(null);
            }}
          />
        )}
      </Panel>
      {mayAdminister(session?.roles ?? [], [{ role: 'viewer', jurisdiction: EVERYWHERE }]) && (
        <Walls
          walls={all?.walls ?? null}
          isBusy={isBusy}
          onCreate={(name) =>
            run(async () =>
              setTold({
                title: t('page.wallOnce', { name }),
                secret: new URL(await createWall(name), location.origin).href,
              }),
            )
          }
          onRevoke={(wall) =>
            setQuestion({ words: t('page.revokeSure', { name: wall.name }), act: () => revokeWall(wall.id) })
          }
        />
      )}
    </>
  );
}

function Roles({ roles }: { readonly roles: readonly Grant[] }): ReactNode {
  const { t } = useTranslation(['accounts', 'shell']);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const called = (id: string): string => {
    if (id === EVERYWHERE) return t('page.everywhere');
    const found = jurisdictions.find((one) => one.id === id);
    return found === undefined ? id : text(found.name);
  };
  return (
    <ul>
      {roles.map(({ role, jurisdiction }) => (
        <li key={`${role} ${jurisdiction}`}>
          {t(`role.${role}`, { ns: 'shell' })} <span className="faint">{called(jurisdiction)}</span>
        </li>
      ))}
    </ul>
  );
}

function Walls({
  walls,
  isBusy,
  onCreate,
  onRevoke,
}: {
  /** null: not known yet, or not had; the list above says which. */
  readonly walls: readonly WireWall[] | null;
  readonly isBusy: boolean;
  readonly onCreate: (name: string) => void;
  readonly onRevoke: (wall: WireWall) => void;
}): ReactNode {
  const { t } = useTranslation('accounts');
  const [name, setName] = useState('');
  return (
    <Panel title={t('page.walls')} remark={walls?.length}>
      <p className="faint">{t('page.wallsHint')}</p>
      {walls?.length === 0 && (
        <StateNote state="empty" className="faint">
          {t('page.noWalls')}
        </StateNote>
      )}
      <ul className="accounts-walls">
        {(walls ?? []).map((wall) => (
          <li key={wall.id}>
            <strong>{wall.name}</strong>{' '}
            <button type="button" className="quiet-button" disabled={isBusy} onClick={() => onRevoke(wall)}>
              {t('page.revoke')}
            </button>
          </li>
        ))}
      </ul>
      <form
        className="account-buttons"
        onSubmit={(event) => {
          event.preventDefault();
          onCreate(name);
          setName('');
        }}
      >
        <label>
          {t('page.wallName')}{' '}
          <input
            className="field"
            required
            maxLength={40}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <button type="submit" className="quiet-button" disabled={isBusy}>
          {t('page.wallAdd')}
        </button>
      </form>
    </Panel>
  );
}
