import { body, client } from './client';
import type { Schemas } from './types';

/** Made-up files to try things with, in a collection of their own. */
export const addSampleLibrary = (): Promise<Schemas['SampleOut']> => body(client.POST('/api/v1/sample-library'));
