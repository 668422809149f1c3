import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EVERYWHERE, mayAdminister } from '../../server/model/grant.ts';
import { ROLES, type Grant, type Text } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { usePlans } from '../plans/use-plans.ts';
import { useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import type { AccountDraft } from './api.ts';

/** The places that the signed-in administrator may give roles in, with what they are called. */
function usePlaces(): readonly (readonly [id: string, name: string])[] {
  const { t } = useTranslation('accounts');
  const { session } = useAccount();
  const jurisdictions = useSession((state) => state.jurisdictions);
  const all: (readonly [string, string])[] = [
    [EVERYWHERE, t('page.everywhere')],
    ...jurisdictions.map(({ id, name }) => [id, text(name)] as const),
  ];
  return all.filter(([id]) => mayAdminister(session?.roles ?? [], [{ role: 'viewer', jurisdiction: id }]));
}

/** The member units that plans speak of, each once. */
function useUnits(): readonly (readonly [id: string, name: Text])[] {
  const asked = usePlans();
  const plans = asked.kind === 'ready' ? asked.value : [];
  return [...new Map(plans.flatMap(({ units }) => units.map((unit) => [unit.id, unit.text] as const)))];
}

/**
 * Roles with their places, and the unit of a member unit; for a new account its name as well. `onSubmit` gives what was
 * filled in; the caller keeps the form or takes it away.
 */
export function RolesForm({
  initial,
  onSubmit,
  onCancel,
}: {
  /** null: a new account. */
  readonly initial: AccountDraft | null;
  readonly onSubmit: (draft: AccountDraft) => void;
  readonly onCancel: () => void;
}): ReactNode {
  const { t } = useTranslation(['accounts', 'shell']);
  const places = usePlaces();
  const units = useUnits();
  const first = places[0]?.[0] ?? EVERYWHERE;
  const [name, setName] = useState(initial?.name ?? '');
  const [roles, setRoles] = useState<readonly Grant[]>(initial?.roles ?? [{ role: 'operator', jurisdiction: first }]);
  const [unit, setUnit] = useState(initial?.unit ?? '');
  const isMember = roles.some(({ role }) => role === 'member-unit');
  const formId = useId();
  const change = (at: number, grant: Partial<Grant>): void =>
    setRoles((now) => now.map((one, index) => (index === at ? { ...one, ...grant } : one)));
  return (
    <form
      className="account-form"
      aria-labelledby={formId}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onSubmit({ name, roles, unit: isMember ? unit : null });
      }}
    >
      <h3 id={formId}>{initial === null ? t('page.add') : t('page.editing', { name: initial.name })}</h3>
      {initial === null && (
        <>
          <label>
            <span>{t('page.column.name')}</span>
            <input
              className="field"
              required
              maxLength={40}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          <p className="faint">{t('page.addHint')}</p>
        </>
      )}
      {roles.map((grant, at) => (
        // Rows are told apart by their place only.
        // eslint-disable-next-line react/no-array-index-key
        <div key={at} className="account-role">
          <label>
            <span>{t('page.role')}</span>
            <select
              value={grant.role}
              onChange={(event) => {
                const role = ROLES.find((one) => one === event.target.value);
                if (role !== undefined) change(at, { role });
              }}
            >
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {t(`role.${role}`, { ns: 'shell' })}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{t('page.place')}</span>
            <select value={grant.jurisdiction} onChange={(event) => change(at, { jurisdiction: event.target.value })}>
              {places.map(([id, called]) => (
                <option key={id} value={id}>
                  {called}
                </option>
              ))}
            </select>
          </label>
          {roles.length > 1 && (
            <button
              type="button"
              className="quiet-button"
              onClick={() => setRoles((now) => now.filter((_, index) => index !== at))}
            >
              {t('page.removeRole')}
            </button>
          )}
        </div>
      ))}
      {isMember && (
        <label>
          <span>{t('page.unit')}</span>
          <select required value={unit} onChange={(event) => setUnit(event.target.value)}>
            <option value="" disabled>
              {t('page.chooseUnit')}
            </option>
            {units.map(([id, called]) => (
              <option key={id} value={id}>
                {text(called)}
              </option>
            ))}
          </select>
        </label>
      )}
      <p className="account-buttons">
        <button
          type="button"
          className="quiet-button"
          onClick={() => setRoles((now) => [...now, { role: 'viewer', jurisdiction: first }])}
        >
          {t('page.moreRoles')}
        </button>
        <button type="submit" className="quiet-button account-confirm">
          {t(initial === null ? 'page.create' : 'page.save')}
        </button>
        <button type="button" className="quiet-button" onClick={onCancel}>
          {t('page.cancel')}
        </button>
      </p>
    </form>
  );
}
