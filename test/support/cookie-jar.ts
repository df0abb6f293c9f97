/** A browser as far as redirects and cookies go, each host and port with its own. */
export class CookieJar {
  private readonly byOrigin = new Map<string, Map<string, string>>();

  /** One request, whose redirect is not followed. */
  async get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.send('GET', url, headers);
  }

  /** @param json sent as the body; left out = there is none. */
  async send(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>> = {},
    json?: object,
  ): Promise<Response> {
    const jar = this.of(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { cookie, ...(json && { 'content-type': 'application/json' }), ...headers },
      ...(json && { body: JSON.stringify(json) }),
    });
    for (const text of answer.headers.getSetCookie()) {
      const [pair = '', ...flags] = text.split('; ');
      const at = pair.indexOf('=');
      const isOver =
        flags.includes('Max-Age=0') || flags.some((flag) => /^expires=Thu, 01 Jan 1970/i.test(flag));
      if (isOver) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }

  /** From redirect to redirect, until one leads to where the test wants to look, or there is none. */
  async follow(
    url: string,
    until: (url: string) => boolean = () => false,
  ): Promise<{ url: string; answer: Response }> {
    const answer = await this.get(url);
    const location = answer.headers.get('location');
    if (location === null) return { url, answer };
    const next = new URL(location, url).href;
    return until(next) ? { url: next, answer } : this.follow(next, until);
  }

  of(url: string): Map<string, string> {
    const { origin } = new URL(url);
    const known = this.byOrigin.get(origin) ?? new Map<string, string>();
    this.byOrigin.set(origin, known);
    return known;
  }
}
