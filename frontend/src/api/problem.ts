import { messages } from '@/lib/messages';

/** What went wrong, as the server says it (RFC 9457) or as we say it where no server answered. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | null;
  readonly fields: Record<string, string>;

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { requestId?: string | null; retryAfter?: number | null; fields?: Record<string, string> } = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.requestId = more.requestId ?? null;
    this.retryAfter = more.retryAfter ?? null;
    this.fields = more.fields ?? {};
  }

  get isOffline(): boolean {
    return this.code === 'offline';
  }
}

interface ProblemBody {
  code?: string;
  detail?: unknown;
  title?: string;
  request_id?: string;
  errors?: { location?: (string | number)[]; message?: string; code?: string }[] | null;
}

/** Why a file could not be read, or was not changed, in the reader's language; '' where nothing went wrong. */
export const saidOf = (problem: { code: string; detail: string } | null | undefined): string =>
  problem ? messages.problems.said(problem.code, problem.detail) : '';

/** The problem in a body, which may be problem details, or anything at all when a proxy answered. */
export function problemFrom(status: number, text: string, header: (name: string) => string | null): Problem {
  let body: ProblemBody = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed && typeof parsed === 'object') body = parsed;
  } catch {
    // Not JSON: the status alone speaks.
  }
  const code = body.code ?? `http_${status}`;
  const detail = typeof body.detail === 'string' ? body.detail : (body.title ?? '');
  const fields: Record<string, string> = {};
  for (const error of body.errors ?? []) {
    const name = error.location?.filter((part) => part !== 'body').join('.');
    if (name && error.message) fields[name] = messages.problems.field(error.code ?? '', error.message);
  }
  const after = Number(header('Retry-After'));
  return new Problem(status, code, messages.problems.said(code, detail), {
    requestId: body.request_id ?? header('X-Request-ID'),
    retryAfter: Number.isFinite(after) && after > 0 ? after : null,
    fields,
  });
}
