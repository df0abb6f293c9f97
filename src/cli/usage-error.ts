/** It was called in a way that it does not know: exit code 2. */
export class CliUsageError extends Error {
  override readonly name = 'CliUsageError';
}

export const USAGE = `tollgate keys create NAME [--user U] [--team T] [--tag name=value]… [--metadata name=value]…
                          [--provider P]… [--model M]… [--route R]… [--budget 5.00/day]… [--requests 60/minute]…
                          [--tokens 100000/minute]… [--concurrent 4] [--expires 2027-01-31T00:00:00Z]
tollgate keys list [--user U] [--team T]
tollgate keys show|disable|enable|delete ID
tollgate keys rotate ID [--overlap SECONDS]
tollgate usage [--by day,model] [--from TIME] [--to TIME] [--key ID] [--user U] [--team T]
               [--provider P] [--model M] [--limit N]
tollgate prices list [--provider P] [--model M]
tollgate prices set PROVIDER MODEL --input 0.15 --output 0.60 [--cached 0.02] [--cache-write 0.19] [--from TIME]
tollgate reprice --model M --from TIME --to TIME [--provider P]

TIME is a day (2026-12-01) or a time (2026-12-01T08:00:00Z), in UTC; what began at --to is not in it any more.
--json prints what the gateway answers. It speaks to the gateway at TOLLGATE_URL with ADMIN_API_KEY; where that is not
set, to the one at http://127.0.0.1:3000, or, where none runs there, to the store itself (TOLLGATE_DATA, DATABASE_URL).
Ends with 0 where all went well, 1 where it was refused, 2 where it was called in another way than this.
`;
