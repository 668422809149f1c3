import type { ReactNode } from 'react';

/** A quiet box with a title on the left and a remark (unit, count, age) on the right. */
export function Panel({
  title,
  remark,
  className,
  children,
}: {
  readonly title?: ReactNode;
  readonly remark?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className={className === undefined ? 'panel' : `panel ${className}`}>
      {(title !== undefined || remark !== undefined) && (
        <header className="panel-head">
          <h2>{title}</h2>
          {remark !== undefined && <span className="panel-remark">{remark}</span>}
        </header>
      )}
      <div className="panel-body">{children}</div>
    </section>
  );
}
