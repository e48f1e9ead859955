/** What this installation can do and holds, and who may use it. */
import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client';
import type { Schemas } from './types';

export type Capability = Schemas['CapabilityOut'];
export type Instance = Schemas['InstanceOut'];
export type Person = Schemas['PersonOut'];

export const capabilitiesOptions = queryOptions({
  queryKey: ['capabilities'],
  queryFn: async ({ signal }): Promise<Capability[]> =>
    (await body(client.GET('/api/v1/capabilities', { signal }))).items,
  staleTime: 5 * 60_000,
});

export const instanceOptions = queryOptions({
  queryKey: ['instance'],
  queryFn: ({ signal }): Promise<Instance> => body(client.GET('/api/v1/admin/instance', { signal })),
  refetchInterval: 15_000,
});

export const peopleOptions = queryOptions({
  queryKey: ['people'],
  queryFn: async ({ signal }): Promise<Person[]> => (await body(client.GET('/api/v1/users', { signal }))).items,
});

/** Whether something is away that Bowerbird can do without for a while. */
export const readinessOptions = queryOptions({
  queryKey: ['readiness'],
  queryFn: ({ signal }): Promise<Schemas['Readiness']> => body(client.GET('/health/ready', { signal })),
  refetchInterval: 30_000,
  retry: false,
});

/** A fresh one-time link for somebody who has not used theirs. */
export const renewLink = async (id: string): Promise<string> =>
  (await body(client.POST('/api/v1/users/{user_id}/link', { params: { path: { user_id: id } } }))).url;

/** A one-time link with which a new person makes the account. */
export const invite = async (name: string): Promise<string> =>
  (await body(client.POST('/api/v1/users', { body: { name } }))).url;

export const changePerson = (id: string, disabled: boolean): Promise<Person> =>
  body(client.PATCH('/api/v1/users/{user_id}', { params: { path: { user_id: id } }, body: { disabled } }));
