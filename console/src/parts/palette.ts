/** Told apart by people who see colours differently, on light and dark (after Okabe and Ito, 2008); the last is for the rest. */
export const PALETTE: readonly string[] = [
  '#0b7285',
  '#e69f00',
  '#56b4e9',
  '#cc79a7',
  '#009e73',
  '#d55e00',
  '#8c7ae6',
  '#8b949c',
];
