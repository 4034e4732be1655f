import type { DowngradeInfo } from '../../../../shared/contract/maintenance'
import { parseVersion, supports } from '../../../../shared/etcd/version'

const unique = (texts: readonly (string | undefined)[]) => [...new Set(texts.filter((text) => text))]
const minor = (text: string) => text.split('.').slice(0, 2).join('.')

/** What is known about the cluster's versions and about going one minor version down, in sentences. */
export function downgradeSentences({ members, clusterVersion, validated }: DowngradeInfo): readonly string[] {
  const versions = unique(members.map(({ version }) => version))
  const storage = unique(members.map(({ storageVersion }) => storageVersion))
  const running = members.find(({ downgrade }) => downgrade !== undefined)?.downgrade
  const silent = members.filter(({ version }) => version === undefined).map(({ name }) => name)
  const sentences = [
    versions.length === 1
      ? `All members run ${versions[0]}.`
      : `Members run ${members.map(({ name, version }) => `${name}: ${version ?? 'not told'}`).join(', ')}.`,
  ]
  if (clusterVersion) sentences.push(`The cluster works as ${minor(clusterVersion)}.`)
  if (storage.length > 0)
    sentences.push(
      `Data is stored in the format of ${storage.map((each) => minor(each ?? '')).join(' and ')}.`,
    )
  if (silent.length > 0) sentences.push(`Not told by ${silent.join(', ')}.`)
  if (running) sentences.push(`A downgrade to ${minor(running.targetVersion)} is under way.`)
  else if (validated?.failure)
    sentences.push(
      `etcd would not begin a downgrade to ${minor(validated.target)}: ${validated.failure.message}`,
    )
  else if (validated)
    sentences.push(
      `etcd would begin a downgrade to ${minor(validated.target)}: nothing was changed, it was only asked. Read etcd’s own guide and save a snapshot before.`,
    )
  else if (versions.some((text) => parseVersion(text ?? '') && !supports(text ?? '', 'downgrade')))
    sentences.push(
      'Downgrading is part of etcd from 3.5 on: with an older member there is no way back but a snapshot.',
    )
  return sentences
}
