import type { FailureCode } from '../../shared/failure'

/** What one of etcd's own error texts means here. */
export interface EtcdError {
  readonly code: FailureCode
  readonly message: string
  /** A write that fails with it was certainly not carried out, although the code is `unavailable`. */
  readonly rejected?: true
}

const row = (code: FailureCode, message: string): EtcdError => ({ code, message })
const rejected = (code: FailureCode, message: string): EtcdError => ({ code, message, rejected: true })

/**
 * etcd's error texts, exactly as they come in the gRPC status, without their common prefix `etcdserver: `.
 * Source: api/v3rpc/rpctypes/error.go of etcd 3.4 to 3.6.
 */
const texts: Readonly<Record<string, EtcdError>> = {
  'key is not provided': row('invalid', 'A key cannot be empty.'),
  'key not found': row('notFound', 'The key does not exist.'),
  'value is provided': row('invalid', 'A request that keeps the value cannot bring one.'),
  'lease is provided': row('invalid', 'A request that keeps the lease cannot bring one.'),
  'ttl is 0': row('invalid', 'A lease lives at least one second.'),
  'too many operations in txn request': row(
    'exhausted',
    'The transaction has more operations than etcd takes.',
  ),
  'duplicate key given in txn request': row('invalid', 'A transaction cannot write the same key twice.'),
  'invalid sort option': row('invalid', 'etcd cannot sort this way.'),
  'invalid client api version': row('invalid', 'etcd does not know this version of its API.'),
  'mvcc: required revision has been compacted': row('compacted', 'That revision has been compacted away.'),
  'mvcc: required revision is a future revision': row('invalid', 'That revision does not exist yet.'),
  'mvcc: database space exceeded': row(
    'exhausted',
    'The database is full: etcd takes no more writes until it is compacted, defragmented and the NOSPACE alarm is disarmed.',
  ),
  'requested lease not found': row('notFound', 'The lease does not exist, or has expired.'),
  'lease already exists': row('exists', 'A lease with this id exists already.'),
  'too large lease TTL': row(
    'invalid',
    'The lease would live longer than etcd allows (9,000,000,000 seconds).',
  ),
  'member ID already exist': row('exists', 'A member with this id exists already.'),
  'Peer URLs already exists': row('exists', 'Another member has this peer URL already.'),
  're-configuration failed due to not enough started members': row(
    'precondition',
    'Too few members are running: the change could cost the cluster its quorum.',
  ),
  'given member URLs are invalid': row('invalid', 'These peer URLs are not valid.'),
  'member not found': row('notFound', 'The member does not exist.'),
  'can only promote a learner member': row('precondition', 'Only a learner can be promoted.'),
  'can only promote a learner member which is in sync with leader': row(
    'precondition',
    'The learner has not caught up with the leader yet; promote it later.',
  ),
  'too many learner members in cluster': row('exhausted', 'The cluster has as many learners as etcd allows.'),
  'request is too large': row(
    'exhausted',
    'The request is larger than this etcd takes (1.5 MiB by default).',
  ),
  'too many requests': rejected('exhausted', 'etcd is too busy to take more requests now.'),
  'root user does not exist': row('precondition', 'Create the user root before auth is enabled.'),
  'root user does not have root role': row(
    'precondition',
    'Give the user root the role root before auth is enabled.',
  ),
  'user name already exists': row('exists', 'A user with this name exists already.'),
  'user name is empty': row('unauthenticated', 'etcd wants a user name and a password.'),
  'user name not found': row('notFound', 'The user does not exist.'),
  'role name already exists': row('exists', 'A role with this name exists already.'),
  'role name not found': row('notFound', 'The role does not exist.'),
  'role name is empty': row('invalid', 'A role needs a name.'),
  'authentication failed, invalid user ID or password': row(
    'unauthenticated',
    'The user name or the password is wrong.',
  ),
  'permission denied': row('denied', 'This user may not do that.'),
  'role is not granted to the user': row('precondition', 'The user does not have this role.'),
  'permission is not granted to the role': row('precondition', 'The role does not have this permission.'),
  'permission not given': row('invalid', 'A permission is missing in the request.'),
  'authentication is not enabled': row('precondition', 'Auth is not enabled on this cluster.'),
  'invalid auth token': row('unauthenticated', 'The session with etcd has expired.'),
  'revision of auth store is old': row(
    'unauthenticated',
    'Users or roles have changed since the session began.',
  ),
  'invalid auth management': row('invalid', 'root cannot be removed or lose its role while auth is enabled.'),
  'no leader': row('unavailable', 'The cluster has no leader now.'),
  'not leader': row('precondition', 'This member is not the leader.'),
  'leader changed': row('unavailable', 'The leader changed while etcd worked on it.'),
  'not capable': rejected('unavailable', 'The cluster is not ready for this request yet.'),
  'server stopped': row('unavailable', 'The member is stopping.'),
  'request timed out': row('unavailable', 'The cluster did not agree in time.'),
  'request timed out, possibly due to previous leader failure': row(
    'unavailable',
    'The cluster did not agree in time; its leader may have failed.',
  ),
  'request timed out, possibly due to connection lost': row(
    'unavailable',
    'The cluster did not agree in time; members may have lost each other.',
  ),
  'request timed out, waiting for the applied index took too long': row(
    'unavailable',
    'The member is too far behind to answer in time.',
  ),
  // Asked before anything is proposed (server.go, mayAddMember and mayRemoveMember).
  'unhealthy cluster': row(
    'precondition',
    'etcd refuses this while not all members with a vote have been connected for five seconds.',
  ),
  'request timed out, leader transfer took too long': row(
    'unavailable',
    'The new leader was not elected in time.',
  ),
  'corrupt cluster': row('corrupt', 'etcd found damaged data and refuses requests.'),
  'rpc not supported for learner': rejected(
    'unavailable',
    'A learner does not answer this; ask another member.',
  ),
  'bad leader transferee': row('precondition', 'Leadership cannot be given to this member.'),
  'cluster version not found during downgrade': rejected(
    'unavailable',
    'The cluster does not know its version yet.',
  ),
  'wrong downgrade target version format': row('invalid', 'The target version looks like 3.5.0.'),
  'invalid downgrade target version': row('invalid', 'etcd goes down by one minor version at a time.'),
  'cluster has a downgrade job in progress': row('precondition', 'A downgrade is under way already.'),
  'no inflight downgrade job': row('precondition', 'No downgrade is under way.'),
  'request canceled': row('unavailable', 'etcd canceled the request.'),
  'context deadline exceeded': row('deadline', 'etcd did not finish in time.'),
  'watch canceled': row('unavailable', 'etcd canceled the watch.'),
}

/**
 * The row for an error text of etcd's, with or without what Go puts before it; undefined for any other text. Streams
 * (Snapshot) give the texts of etcd's auth package as they are, which are the same behind `auth: `.
 */
export function findEtcdError(text: string): EtcdError | undefined {
  const bare = text.replace(/^rpc error: code = \w+ desc = /, '')
  const name = /^(?:etcdserver|auth): (.*)$/s.exec(bare)?.[1]
  return name !== undefined && Object.hasOwn(texts, name) ? texts[name] : undefined
}

/** Every text of the table, complete, as etcd sends it. */
export const etcdErrorTexts: readonly string[] = Object.keys(texts).map((text) => `etcdserver: ${text}`)
