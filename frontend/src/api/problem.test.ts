import { describe, expect, it } from 'vitest';
import { problemFrom } from './problem';

const none = () => null;

describe('problemFrom', () => {
  it('reads problem details', () => {
    const text = JSON.stringify({ code: 'storage_full', detail: 'The disk is nearly full.', request_id: 'r1' });
    expect(problemFrom(507, text, none)).toMatchObject({
      status: 507,
      code: 'storage_full',
      message: 'The disk is nearly full.',
      requestId: 'r1',
    });
  });

  it('says which field is wrong', () => {
    const text = JSON.stringify({
      code: 'invalid',
      errors: [{ location: ['body', 'email'], message: 'is no address', code: 'value_error' }],
    });
    expect(problemFrom(422, text, none).fields).toEqual({ email: 'is no address' });
  });

  it('bears what a proxy answers', () => {
    const problem = problemFrom(502, '<html>Bad gateway</html>', (name) => (name === 'Retry-After' ? '7' : null));
    expect(problem).toMatchObject({ status: 502, code: 'http_502', retryAfter: 7 });
  });
});
