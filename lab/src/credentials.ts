/** What a case adds to the request just before it is run, because it is made for the run: certificates and keys. */
import type { RunRequest } from '@wireside/bench';
import type { Edition } from './content/schema.ts';
import { withSelfSigned } from './self-signed.ts';
import { withSigned } from './signed.ts';

/** The request of a case with the files that its program is told of or finds, and the certificates of its peers. */
export async function withCredentials(request: RunRequest, edition: Edition): Promise<RunRequest> {
  return withSelfSigned(await withSigned(request, edition), edition.files);
}
