import type { JsonObject } from '../../shared/k8s/json'
import type { Random } from './random'
import type { Times } from './times'

/** What all parts of the registry are made with. */
export interface Making {
  readonly random: Random
  readonly times: Times
}

export interface MetadataOptions {
  readonly namespace?: string
  /** Seconds since it was made. */
  readonly age: number
  readonly labels?: JsonObject
  readonly annotations?: JsonObject
  readonly owner?: JsonObject
  readonly more?: JsonObject
}

/** The metadata of an object, with who wrote it last. */
export function metadata(
  { random, times }: Making,
  name: string,
  { namespace, age, labels, annotations, owner, more }: MetadataOptions,
): JsonObject {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: random.uid(),
    creationTimestamp: times.ago(age),
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
    ...(owner ? { ownerReferences: [owner] } : {}),
    ...more,
    managedFields: [
      {
        manager: owner ? 'kube-controller-manager' : 'kubectl-client-side-apply',
        operation: 'Update',
        apiVersion: 'v1',
        time: times.ago(age),
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:metadata': { 'f:labels': { '.': {} } } },
      },
    ],
  }
}

/** The reference by which `object` owns another one. */
export function ownerOf(object: JsonObject): JsonObject {
  const { name, uid } = object['metadata'] as JsonObject
  return {
    apiVersion: object['apiVersion'] as string,
    kind: object['kind'] as string,
    name: name as string,
    uid: uid as string,
    controller: true,
    blockOwnerDeletion: true,
  }
}
