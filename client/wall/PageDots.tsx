import type { ReactNode } from 'react';

/** Which of several pages is up; nothing when there is one. */
export function PageDots({ page, pages }: { readonly page: number; readonly pages: number }): ReactNode {
  if (pages <= 1) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the dots are the picture
    <span className="w-dots" role="img" aria-label={`${page + 1}/${pages}`}>
      {Array.from({ length: pages }, (_, index) => (
        <i key={index} data-on={index === page} />
      ))}
    </span>
  );
}
