import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { access, constants } from 'node:fs/promises'
import { fail, toFailure } from '../shared/failure'
import { makeFolder } from './local/folders'

/** Where the state is kept unless `--home` or ETCDESK_HOME says otherwise: the platform's folder for app data. */
function defaultHome(): string {
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'etcdesk')
    case 'win32':
      return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'etcdesk')
    default:
      return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'etcdesk')
  }
}

/** The value of `--name VALUE` or `--name=VALUE` on a command line. */
export function argument(argv: readonly string[], name: string): string | undefined {
  const flag = `--${name}`
  const at = argv.indexOf(flag)
  if (at >= 0) return argv[at + 1]
  return argv.find((each) => each.startsWith(`${flag}=`))?.slice(flag.length + 1)
}

/** The home folder this run was given, as an absolute path; nothing is created. */
export function chosenHome(argv: readonly string[]): string {
  return resolve(argument(argv, 'home') ?? process.env['ETCDESK_HOME'] ?? defaultHome())
}

/** Makes the home folder (private to the user) and checks that it can be written; `precondition` when it cannot. */
export async function prepareHome(home: string): Promise<void> {
  try {
    await makeFolder(home)
    await access(home, constants.W_OK)
  } catch (error) {
    const reason = toFailure(error).reason
    throw fail(
      'precondition',
      `etcdesk cannot write to its home folder ${home}. Choose another with --home or ETCDESK_HOME.`,
      { reason, cause: error },
    )
  }
}
