/** Signing in by name and password, changing the password, and the gate that asks for both before it shows a page. */
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ROLES } from '../../server/wire/shapes.ts';
import { formatAge, language } from '../i18n/index.ts';
import { ASK_AGAIN_MS, useAccount } from '../session/account.ts';
import { pathInWorld } from '../session/world.ts';
import { useRefusalWords } from './refusal-words.ts';
import { Failed, Waiting } from './StateNote.tsx';
import './sign-in.css';

function Field({
  label,
  value,
  autoComplete,
  type = 'password',
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly autoComplete: string;
  readonly type?: 'text' | 'password';
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <label>
      <span>{label}</span>
      <input
        className="field"
        type={type}
        required
        autoComplete={autoComplete}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

/** Name and password. `onDone` runs when the server has let the person in. */
export function SignInForm({ onDone }: { readonly onDone?: () => void }): ReactNode {
  const { t } = useTranslation(['accounts', 'shell']);
  const { ways, signIn, signInAs } = useAccount();
  const words = useRefusalWords();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const attempt = (work: Promise<void>): void => {
    setBusy(true);
    setFailure(null);
    work
      .then(
        () => onDone?.(),
        (error: unknown) => {
          setPassword('');
          setFailure(words(error));
        },
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <form
        className="sign-in-form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          attempt(signIn(name, password));
        }}
      >
        <Field label={t('signIn.name')} value={name} type="text" autoComplete="username" onChange={setName} />
        <Field label={t('signIn.password')} value={password} autoComplete="current-password" onChange={setPassword} />
        {failure !== null && (
          <p className="refusal" role="alert">
            {failure}
          </p>
        )}
        <button type="submit" className="quiet-button" disabled={isBusy}>
          {t(isBusy ? 'signIn.busy' : 'signIn.submit')}
        </button>
      </form>
      {ways?.oneClick === true && (
        <section className="sign-in-demo">
          <h2>{t('signIn.demo')}</h2>
          <div>
            {ROLES.map((role) => (
              <button
                key={role}
                type="button"
                className="quiet-button"
                disabled={isBusy}
                onClick={() => attempt(signInAs(role))}
              >
                {t(`role.${role}`, { ns: 'shell' })}
              </button>
            ))}
          </div>
        </section>
      )}
    </>
  );
}

/** The present password and a new one, twice. */
export function PasswordForm(): ReactNode {
  const { t } = useTranslation('accounts');
  const { session, changePassword } = useAccount();
  const words = useRefusalWords();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [repeat, setRepeat] = useState('');
  const [state, setState] = useState<{ kind: 'idle' | 'busy' | 'done' } | { kind: 'failed'; why: string }>({
    kind: 'idle',
  });
  if (session === null || session.accountId === null) return <p>{t('password.none')}</p>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (next !== repeat) {
      setState({ kind: 'failed', why: t('password.differs') });
      return;
    }
    setState({ kind: 'busy' });
    changePassword(current, next).then(
      () => {
        for (const clear of [setCurrent, setNext, setRepeat]) clear('');
        setState({ kind: 'done' });
      },
      (error: unknown) => setState({ kind: 'failed', why: words(error, { 'wrong-password': 'wrong-current' }) }),
    );
  };
  return (
    <form className="sign-in-form" onSubmit={submit}>
      {/* For the password manager of the browser: whose password this is. */}
      <input type="text" hidden readOnly autoComplete="username" value={session.name} />
      <Field label={t('password.current')} value={current} autoComplete="current-password" onChange={setCurrent} />
      <Field label={t('password.next')} value={next} autoComplete="new-password" onChange={setNext} />
      <Field label={t('password.repeat')} value={repeat} autoComplete="new-password" onChange={setRepeat} />
      <p className="faint">{t('password.rule')}</p>
      {state.kind === 'failed' && (
        <p className="refusal" role="alert">
          {state.why}
        </p>
      )}
      {state.kind === 'done' && <output>{t('password.done')}</output>}
      <button type="submit" className="quiet-button" disabled={state.kind === 'busy'}>
        {t('password.submit')}
      </button>
    </form>
  );
}

function Card({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation('shell');
  const now = language();
  useEffect(() => {
    document.documentElement.lang = now === 'zh' ? 'zh-CN' : 'en';
  }, [now]);
  return (
    <main className="frame sign-in-page">
      <div className="sign-in-card">
        <p className="frame-name">{t('name')}</p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

/**
 * Shows what it is given to those who may look; to others the way in. `children` are made only then: a page that asks the
 * server for something is not there before its answer can be anything but no.
 */
export function Gate({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation(['accounts', 'shell']);
  const { session, ways, failure, askAgain, signOut } = useAccount();
  const words = useRefusalWords();
  if (ways === null) {
    return (
      <main className="gate-note">
        {failure === null ? (
          <Waiting />
        ) : (
          <Failed
            reason={t('request.retrying', { ns: 'shell', reason: words(failure), age: formatAge(ASK_AGAIN_MS) })}
            onAgain={askAgain}
          />
        )}
      </main>
    );
  }
  if (session?.mustChangePassword === true) {
    return (
      <Card title={t('password.title')}>
        <p>{t('password.first')}</p>
        <PasswordForm />
        <button type="button" className="quiet-button" onClick={() => void signOut()}>
          {t('signOut', { ns: 'shell' })}
        </button>
      </Card>
    );
  }
  if (session === null && !ways.guests) {
    const isWall = pathInWorld(location.pathname) === '/wall';
    const isRefused = new URLSearchParams(location.search).get('refused') === '1';
    return (
      <Card title={t('signIn.title')}>
        <p>{t(isWall && isRefused ? 'signIn.wallRefused' : 'signIn.needed')}</p>
        <SignInForm />
        {isWall && <p className="faint">{t('signIn.wall')}</p>}
      </Card>
    );
  }
  return children;
}
