/** Orders version texts such as `3.5.16` and `3.6.0-rc.1` by their numbers; a pre-release comes before its release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)]
  for (let i = 0; i < 3; i++) {
    const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0)
    if (difference !== 0) return difference
  }
  if (left.pre === right.pre) return 0
  if (left.pre === '' || right.pre === '') return left.pre === '' ? 1 : -1
  return left.pre < right.pre ? -1 : 1
}

function parts(version: string): { numbers: number[]; pre: string } {
  const [release = '', ...pre] = version.replace(/^v/, '').split('-')
  return { numbers: release.split('.').map(Number), pre: pre.join('-') }
}

/** Whether both versions belong to one minor series, within which etcd's data can be used by either. */
export const sameMinor = (a: string, b: string): boolean => minorOf(a) === minorOf(b)

/** The minor series of a version: `3.5` of `3.5.16`. */
export const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.')
