import type { Answer, AskAdmin } from './admin-client.js';
import { queryOf } from './command-options.js';

/** All pages of a list as one; the first answer that is none. @param filter what is asked for beside the page. */
export async function allPages(
  ask: AskAdmin,
  path: string,
  filter: Readonly<Record<string, string | undefined>>,
): Promise<Answer> {
  const data: unknown[] = [];
  for (let after: string | undefined; ;) {
    const answer = await ask('GET', `${path}?${queryOf({ limit: '1000', ...filter, after })}`);
    if (answer.status >= 400) return answer;
    const page = answer.body as { readonly data: unknown[]; readonly next: string | null };
    data.push(...page.data);
    if (page.next === null) return { status: 200, body: { data, next: null } };
    after = page.next;
  }
}
