/** The header's box is not on the page that shows what it found: the one there goes on with the focus. */
let carried = false;

export const carryFocus = (): void => {
  carried = true;
};

export const isFocusCarried = (): boolean => carried;

export const putFocusDown = (): void => {
  carried = false;
};
