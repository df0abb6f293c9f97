import { createTheme } from '@mantine/core';

const small = { size: 'sm' } as const;
/** Locking the page's scrolling takes a style element, which the page's policy forbids. */
const dialog = {
  lockScroll: false,
  transitionProps: { duration: 0 },
  closeButtonProps: { 'aria-label': 'Close' },
} as const;

/** Defaults of components by their names, so that none is loaded for it; colours and sizes are in theme.css. */
export const theme = createTheme({
  primaryColor: 'cyan',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Modal: { defaultProps: dialog },
    NativeSelect: { defaultProps: small },
    NumberInput: { defaultProps: small },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm', fz: 'sm' } },
    Textarea: { defaultProps: small },
    TextInput: { defaultProps: small },
  },
});
