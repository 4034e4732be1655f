import { readFile } from 'node:fs/promises'
import type { ConnectionProfile } from '../../shared/contract/connections'
import { fail } from '../../shared/failure'
import type { EtcdClientOptions } from '../etcd/client'
import { checkEndpoints } from './endpoints'

type TlsFiles = NonNullable<ConnectionProfile['tls']>

const fileNames: Record<'caFile' | 'certFile' | 'keyFile', string> = {
  caFile: 'CA file',
  certFile: 'client certificate file',
  keyFile: 'client key file',
}

/** Reads one PEM file of a profile; what is wrong with it is said beside its field. */
async function readPem(
  files: TlsFiles,
  field: keyof typeof fileNames,
  label: RegExp,
): Promise<Uint8Array | undefined> {
  const path = files[field]
  if (path === undefined) return undefined
  const details = { field: `tls.${field}` }
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code ?? error.message})`
    throw fail('invalid', `The ${fileNames[field]} ${path} ${why}.`, { details, cause: error })
  })
  if (!label.test(bytes.toString('latin1'))) {
    throw fail(
      'invalid',
      `The ${fileNames[field]} ${path} is not what is needed here: it holds no PEM ${field === 'keyFile' ? 'private key' : 'certificate'}.`,
      { details },
    )
  }
  return bytes
}

/**
 * Turns a profile into what the etcd client needs, reading its certificate files.
 * Fails with `invalid` and the field's name (`endpoints`, `tls.caFile`, …, `password`).
 */
export async function clientOptions(
  profile: ConnectionProfile,
  password?: string,
): Promise<EtcdClientOptions> {
  const endpoints = checkEndpoints(profile.endpoints, { tls: profile.tls !== undefined })
  const files = profile.tls ?? {}
  // One after the other: of several wrong files the first field is the one that is named.
  const ca = await readPem(files, 'caFile', /-----BEGIN [A-Z ]*CERTIFICATE-----/)
  const cert = await readPem(files, 'certFile', /-----BEGIN [A-Z ]*CERTIFICATE-----/)
  const key = await readPem(files, 'keyFile', /-----BEGIN [A-Z ]*PRIVATE KEY-----/)
  if ((cert === undefined) !== (key === undefined)) {
    throw fail('invalid', 'A client certificate needs its key file, and a key its certificate file.', {
      details: { field: cert === undefined ? 'tls.certFile' : 'tls.keyFile' },
    })
  }
  if (profile.user !== undefined && password === undefined) {
    throw fail('unauthenticated', `The password of user ${profile.user} is needed.`, {
      details: { field: 'password' },
    })
  }
  return {
    endpoints,
    tls: endpoints[0]?.startsWith('https://') ? { ca, cert, key, serverName: files.serverName } : undefined,
    auth: profile.user !== undefined && password !== undefined ? { user: profile.user, password } : undefined,
  }
}
