import { useEffect, useRef, useState, type ReactNode } from 'react';

/**
 * Holds what cannot be made as narrow as every window: a table of many columns, a chart, a wall. Where it is wider than
 * its place it scrolls sideways in here, the page does not, and Tab comes to it. Where it fits, the box does nothing.
 */
export function WideBox({
  label,
  className,
  children,
}: {
  /** What is in it, for those who come to it with Tab. */
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [isWider, setWider] = useState(false);
  // After each drawing: what is in the box may be another element now.
  useEffect(() => {
    const host = box.current;
    if (host === null) return;
    const observer = new ResizeObserver(() => setWider(host.scrollWidth > host.clientWidth + 1));
    for (const each of [host, ...host.children]) observer.observe(each);
    return () => observer.disconnect();
  });
  return (
    <div
      ref={box}
      className={className === undefined ? 'wide-box' : `wide-box ${className}`}
      {...(isWider ? { role: 'region', 'aria-label': label, tabIndex: 0, 'data-wider': true } : {})}
    >
      {children}
    </div>
  );
}
