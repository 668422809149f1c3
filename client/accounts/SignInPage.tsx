import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useAccount } from '../session/account.ts';
import { PasswordForm, SignInForm } from '../shared/SignIn.tsx';
import '../shared/desk.css';

/** Signing in where those who are not signed in may look as well. */
export function SignInPage(): ReactNode {
  const { t } = useTranslation('accounts');
  const go = useNavigate();
  return (
    <div className="sign-in-page">
      <div className="sign-in-card">
        <h1>{t('signIn.title')}</h1>
        <SignInForm onDone={() => void go('/')} />
      </div>
    </div>
  );
}

/** Changing one's own password. */
export function PasswordPage(): ReactNode {
  const { t } = useTranslation('accounts');
  const { session } = useAccount();
  return (
    <div className="sign-in-page">
      <div className="sign-in-card">
        <h1>{t('password.title')}</h1>
        {session !== null && <p>{session.name}</p>}
        <PasswordForm />
      </div>
    </div>
  );
}
