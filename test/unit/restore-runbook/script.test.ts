import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { runbookWays, type RunbookInput } from '../../../shared/restore-runbook/input'
import { planRunbook } from '../../../shared/restore-runbook/plan'
import { toScript } from '../../../shared/restore-runbook/to-script'
import { sampleInput, sampleMember } from './sample-input'

const run = promisify(execFile)

function scriptOf(more: Partial<RunbookInput> = {}, place = 0): string {
  const plan = planRunbook(sampleInput(more))
  const member = plan.members[place]
  if (!member) throw new Error(`There is no member ${place}.`)
  return toScript(plan, member)
}

/** Names that would do harm if a shell took a part of them for its own. */
const awkward = `it's $(touch /tmp/x) "a" \`b\` \\ ; & | * ? ~ #1`

describe('a member’s script', () => {
  test.each(runbookWays.flatMap((way) => [true, false].map((isKubernetes) => [way, isKubernetes] as const)))(
    'for %s (Kubernetes: %s) is whole to bash, whatever names are in it',
    async (way, isKubernetes) => {
      const members = [
        sampleMember(1, { name: awkward, dataDir: `/d/${awkward}`, walDir: `/w/${awkward}` }),
        sampleMember(2, { name: `${awkward}2`, version: '3.4.27' }),
      ]
      const script = scriptOf({
        way,
        isKubernetes,
        members,
        manifests: `/m/${awkward}`,
        filePath: `/f/${awkward}`,
      })
      await run('bash', ['-n', '-c', script])
      const { stdout } = await run('bash', ['-c', script])
      expect(stdout).toContain(`aside       moves /d/${awkward} to /d/${awkward}.before-restored-1`)
      expect(script.startsWith('#!/usr/bin/env bash\n')).toBe(true)
      expect(script).toContain('set -euo pipefail')
      expect(script.includes('kubernetes()')).toBe(isKubernetes && way !== 'by-hand')
    },
  )

  test('hands every value to the tool as it was typed', async () => {
    const members = [sampleMember(1, { name: awkward, dataDir: `/d/${awkward}` })]
    const script = scriptOf({ members, filePath: `/f/${awkward}` })
    const call = /run_restore\(\) \{\n {2}run ([^]*?)\n\}/.exec(script)?.[1] ?? ''
    const { stdout } = await run('bash', ['-c', `etcdutl() { printf '%s\\0' "$@"; }\n${call}`])
    expect(stdout.split('\0').slice(0, 7)).toEqual([
      ...['snapshot', 'restore', `/f/${awkward}`],
      ...['--name', awkward, '--data-dir', `/d/${awkward}`],
    ])
  })

  test('takes one step, and no argument that it does not know', async () => {
    for (const args of [['restore', 'now'], ['delete'], ['check', 'stop'], ['--force', 'restore']])
      await expect(run('bash', ['-c', scriptOf(), 'script', ...args])).rejects.toMatchObject({ code: 2 })
  })

  test.each(['systemd', 'static-pod'] as const)('for %s says in a dry run what it would do', async (way) => {
    const script = scriptOf({ way, isKubernetes: true, manifests: '/not/there/manifests', unit: 'etcd' })
    const { stdout } = await run('bash', ['-c', script, 'script', 'stop', '--dry-run'])
    expect(stdout).toContain(
      way === 'systemd' ? '+ systemctl stop etcd' : '+ mkdir -p -- /not/there/manifests.stopped-restored-1',
    )
  })

  test('of two names that make one file name has a file name of its own', () => {
    const members = [sampleMember(1, { name: 'a b' }), sampleMember(2, { name: 'a/b' })]
    expect(planRunbook(sampleInput({ members })).members.map(({ scriptName }) => scriptName)).toEqual([
      'restore-a-b.sh',
      'restore-a-b-2.sh',
    ])
  })
})
