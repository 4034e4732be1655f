import { join } from 'node:path'
import protobuf from 'protobufjs'
import { sampleRegistry } from '../../main/sample/registry'
import { decodeObject } from '../../shared/k8s/decode-object'
import { readEnvelope } from '../../shared/k8s/envelope'
import { stringifyJson } from '../../shared/k8s/json'
import type { BenchOptions, BenchResult } from './bench'
import { percentile, round1, round2 } from './compare'

/** A Pod of a real cluster has about so many bytes. */
const podBytes = 1_600
const decodesEach = 20_000
const warmUp = 5_000

/**
 * A real-size Pod to kubectl's JSON, against protobufjs' raw decode of the same bytes by the same definitions, which knows
 * nothing of JSON; and what it costs to tell the kinds of 100,000 objects (`list_seconds`, of CPU).
 */
export async function k8s({ rounds }: BenchOptions): Promise<BenchResult> {
  const objects = [...sampleRegistry({ size: 2_000, now: new Date() })].map(({ value }) => value)
  const pods = objects.filter((value) => {
    const form = readEnvelope(value)
    return form.form === 'protobuf' && form.kind === 'Pod'
  })
  const far = (value: Uint8Array) => Math.abs(value.length - podBytes)
  const pod = pods.reduce((best, each) => (far(each) < far(best) ? each : best))
  const form = readEnvelope(pod)
  if (form.form !== 'protobuf') throw new Error('The Pod is no Kubernetes object.')
  const raw = pod.subarray(form.start, form.end)
  const type = podType()

  const sides = {
    ours: () => void decodeObject(pod),
    text: () => void stringifyJson(decodeObject(pod)?.object ?? {}),
    theirs: () => void type.decode(raw),
  }
  for (const run of Object.values(sides)) time(run, warmUp)
  const measured = Array.from({ length: rounds }, () => ({
    ours: time(sides.ours, decodesEach),
    theirs: time(sides.theirs, decodesEach),
    text: time(sides.text, decodesEach),
    list: cpu(() => listKinds(objects, 100_000)),
  }))
  const median = (of: (each: (typeof measured)[number]) => number) => percentile(measured.map(of), 50)
  return {
    ratio: round2(median(({ ours, theirs }) => ours / theirs)),
    list_seconds: round2(median(({ list }) => list)),
    podBytes: pod.length,
    oursMicroseconds: round1(median(({ ours }) => ours)),
    oursWithTextMicroseconds: round1(median(({ text }) => text)),
    protobufjsMicroseconds: round1(median(({ theirs }) => theirs)),
  }
}

/** The Pod of the definitions that the field table is made from, as protobufjs reads them. */
function podType(): protobuf.Type {
  const dir = process.env['ETCDESK_TEST_KUBERNETES']
  if (!dir) throw new Error('The Kubernetes API definitions are missing: run "npm test -- integration" once.')
  const root = new protobuf.Root()
  root.resolvePath = (_from, name) => join(dir, name)
  root.loadSync('k8s.io/api/core/v1/generated.proto', { keepCase: true })
  return root.lookupType('k8s.io.api.core.v1.Pod')
}

/** Microseconds for one run. */
function time(run: () => void, times: number): number {
  const begun = performance.now()
  for (let i = 0; i < times; i++) run()
  return ((performance.now() - begun) * 1_000) / times
}

function cpu(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function listKinds(objects: readonly Uint8Array[], count: number): void {
  const kinds = new Map<string, number>()
  for (let i = 0; i < count; i++) {
    const form = readEnvelope(objects[i % objects.length] as Uint8Array)
    const kind = form.form === 'protobuf' ? form.kind : form.form
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  if (kinds.size < 10) throw new Error('The kinds were not told.')
}
