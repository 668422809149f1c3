/** What can take the focus for what was in it: parts that a person knows, not the boxes that only lay them out. */
const PARTS = 'form, fieldset, li, tr, section, article, nav, header, main, [tabindex]';

/** What is put over the page, or asked in its midst: afterwards one goes on where one was. */
const DIALOGS = '[role=dialog], [role=alertdialog]';

const isUsable = (element: Element): boolean => element.isConnected && !element.matches(':disabled');

const isPart = (element: Element): element is HTMLElement => element instanceof HTMLElement && element.matches(PARTS);

/** An element and what is around it, from the inside out, up to `page`. */
function wayUp(element: Element, page: Element): readonly Element[] {
  const way: Element[] = [];
  for (let at: Element | null = element; at !== null && at !== page; at = at.parentElement) way.push(at);
  return way;
}

/** Gives the focus to something that is no control, for as long as it keeps it. */
function focusPart(part: HTMLElement): void {
  if (!part.hasAttribute('tabindex')) {
    part.setAttribute('tabindex', '-1');
    part.addEventListener('blur', () => part.removeAttribute('tabindex'), { once: true });
  }
  part.focus({ preventScroll: true });
}

/**
 * Keeps the keyboard's place on a page. What has the focus may go away (a step that is done, an alarm that is over, a
 * dialog) or be disabled while something is on its way; the browser then has the focus nowhere, and whoever works without
 * a pointer begins at the top again. Here the nearest part around it that is still there takes the focus, after a dialog
 * what had it before; a control that was only disabled has it back when it can be used again. Gives what ends this.
 */
export function keepFocus(page: HTMLElement): () => void {
  let last: Element | null = null;
  /** The last place within the page; what had the focus there comes first. */
  let way: readonly Element[] = [];
  /** The control that is disabled for now, and the part that has the focus for it. */
  let waiting: { readonly control: Element; readonly part: Element } | null = null;

  const onFocusIn = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element) || target === waiting?.part) return;
    waiting = null;
    last = target;
    // Under a modal dialog the page only hands the focus back to it.
    const isAside = target.closest(DIALOGS) !== null || document.querySelector('[aria-modal=true]') !== null;
    if (page.contains(target) && !isAside) way = wayUp(target, page);
  };
  // Who points elsewhere on the page wants the focus there, or nowhere.
  const onPointerDown = ({ target }: PointerEvent): void => {
    if (target instanceof Element && (last?.contains(target) === true || target.closest(DIALOGS) !== null)) return;
    last = null;
    way = [];
  };
  const look = (): void => {
    const active = document.activeElement;
    if (waiting !== null && active === waiting.part && isUsable(waiting.control)) {
      const { control } = waiting;
      if (control instanceof HTMLElement) control.focus({ preventScroll: true });
      return;
    }
    const isNowhere = active === null || active === document.body;
    if (last === null || isUsable(last) || !(isNowhere || active === last)) return;
    const [control] = way;
    if (control instanceof HTMLElement && isUsable(control)) {
      control.focus({ preventScroll: true });
      return;
    }
    const part = way.filter(isUsable).find(isPart) ?? page.querySelector('main');
    if (part === null) return;
    if (control?.isConnected === true) waiting = { control, part };
    focusPart(part);
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
  document.addEventListener('focusin', onFocusIn);
  document.addEventListener('pointerdown', onPointerDown);
  return () => {
    observer.disconnect();
    document.removeEventListener('focusin', onFocusIn);
    document.removeEventListener('pointerdown', onPointerDown);
  };
}
