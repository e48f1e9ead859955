/** A server for component tests. The browser tests run against the real one. */
import { setupServer } from 'msw/node';

export const server = setupServer();

const ORIGIN = 'http://localhost:8420';
export const at = (path: string): string => `${ORIGIN}/api/v1${path}`;
