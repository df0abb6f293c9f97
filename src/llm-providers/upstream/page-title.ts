const START =
  /^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)*<(?:!doctype|html|head|body|title|h1|center)\b/i;
const HEAD_CHARACTERS = 16_384;

/** The title of a web page, or its first heading; '' = it has neither, `null` = the text is no web page. */
export function pageTitle(text: string): string | null {
  const head = text.slice(0, HEAD_CHARACTERS);
  if (!START.test(head)) return null;
  const [, title = ''] = /<(?:title|h1)\b[^>]{0,200}>([^<]{0,400})/i.exec(head) ?? [];
  return title.replace(/\s+/g, ' ').trim();
}
