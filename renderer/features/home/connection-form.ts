import type { ConnectionProfile, ConnectionRow, Environment } from '../../../shared/contract/connections'
import type { Failure } from '../../../shared/failure'

/** What is in the form, as it was typed. */
export interface ConnectionForm {
  name: string
  endpoints: string
  user: string
  password: string
  useTls: boolean
  caFile: string
  certFile: string
  keyFile: string
  serverName: string
  readOnly: boolean
  environment: 'none' | Environment
}

export type FormField = keyof ConnectionForm

/** The form for a new connection, or with a known one's profile filled in. Passwords are never known. */
export function formOf(row?: ConnectionRow): ConnectionForm {
  return {
    name: row?.name ?? '',
    endpoints: row?.endpoints.join('\n') ?? '',
    user: row?.user ?? '',
    password: '',
    useTls: row?.tls !== undefined,
    caFile: row?.tls?.caFile ?? '',
    certFile: row?.tls?.certFile ?? '',
    keyFile: row?.tls?.keyFile ?? '',
    serverName: row?.tls?.serverName ?? '',
    readOnly: row?.readOnly ?? false,
    environment: row?.environment ?? 'none',
  }
}

const filled = (text: string) => text.trim() || undefined

/** Endpoints as typed, separated by commas, spaces or new lines. */
export function splitEndpoints(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean)
}

/** The profile that the form stands for. A connection without a name is called after its first endpoint's host. */
export function profileOf(form: ConnectionForm): ConnectionProfile {
  const endpoints = splitEndpoints(form.endpoints)
  return {
    name: filled(form.name) ?? endpoints[0]?.replace(/^\w+:\/\//, '').slice(0, 64) ?? '',
    endpoints,
    user: filled(form.user),
    readOnly: form.readOnly,
    environment: form.environment === 'none' ? undefined : form.environment,
    tls: form.useTls
      ? {
          caFile: filled(form.caFile),
          certFile: filled(form.certFile),
          keyFile: filled(form.keyFile),
          serverName: filled(form.serverName),
        }
      : undefined,
  }
}

/** The password to send: only with a user; an empty one is a password like any other. */
export function passwordOf(form: ConnectionForm): string | undefined {
  return filled(form.user) === undefined ? undefined : form.password
}

const fields: Readonly<Record<string, FormField>> = {
  name: 'name',
  endpoints: 'endpoints',
  endpoint: 'endpoints',
  user: 'user',
  password: 'password',
  ca: 'caFile',
  caFile: 'caFile',
  cert: 'certFile',
  certFile: 'certFile',
  key: 'keyFile',
  keyFile: 'keyFile',
  serverName: 'serverName',
}

/** Which field of the form a failure is about, if it is about one: `endpoints.0`, `tls.caFile`, `ca`, … */
export function fieldOf(failure: Failure | undefined): FormField | undefined {
  const path = failure?.details?.['field']
  if (typeof path !== 'string') return undefined
  const parts = path.split('.').filter((part) => part !== 'tls' && !/^\d+$/.test(part))
  return fields[parts[0] ?? '']
}
