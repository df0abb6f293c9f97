/** What a model's name may look like on its way to a provider: one line, no path tricks. */
export const MODEL_NAME = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._:/@+=-]{0,199}$/;

export const MODEL_NAME_ACCEPTED =
  'a string of 1 to 200 letters, digits and . _ : / @ + = -, beginning with a letter or digit';
