import { createTheme, Modal, NativeSelect, NumberInput, Table, Textarea, TextInput } from '@mantine/core';

const small = { size: 'sm' } as const;
/** Locking the page's scrolling takes a style element, which the page's policy forbids. */
const dialog = {
  lockScroll: false,
  transitionProps: { duration: 0 },
  closeButtonProps: { 'aria-label': 'Close' },
} as const;

/** Defaults of components; colours and sizes are in theme.css. */
export const theme = createTheme({
  primaryColor: 'cyan',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Modal: Modal.extend({ defaultProps: dialog }),
    NativeSelect: NativeSelect.extend({ defaultProps: small }),
    NumberInput: NumberInput.extend({ defaultProps: small }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm', fz: 'sm' } }),
    Textarea: Textarea.extend({ defaultProps: small }),
    TextInput: TextInput.extend({ defaultProps: small }),
  },
});
