// npm run generate:k8s: writes shared/k8s/table.ts from Debian's packages of the Kubernetes API definitions, which are
// fetched into the test cache and not installed.
import { writeFile } from 'node:fs/promises'
import { makeTable } from './lib/k8s/make-table.mjs'
import { inRoot } from './lib/root.mjs'
import { kubernetesRelease, setUpKubernetes } from './setup/kubernetes.mjs'

const { dir, reason } = await setUpKubernetes()
if (!dir) throw new Error(`The Kubernetes API definitions could not be had: ${reason}`)
const minor = kubernetesRelease.split('.')[1]
const head = `/**
 * Derived from the Kubernetes API definitions of release 1.${minor} (Debian's golang-k8s-api-dev and
 * golang-k8s-apimachinery-dev ${kubernetesRelease}), Copyright The Kubernetes Authors, licensed under the Apache License,
 * Version 2.0; see NOTICE. Written by \`npm run generate:k8s\`; not to be edited. Its form is told in
 * scripts/lib/k8s/make-table.mjs.
 */
export const table = \`
`
await writeFile(inRoot('shared', 'k8s', 'table.ts'), `${head}${makeTable(dir)}\`\n`)
