/** What a host can do for the services; the only difference between the two hosts that services may see. */
export interface Platform {
  readonly host: 'electron' | 'browser'
  /** Shows the system's dialog for one existing file. Absent where the host has none: the view offers a path field. */
  readonly pickFile?: (title: string) => Promise<string | undefined>
  /** Shows the system's dialog for a file to be written, which may be there; resolves with its path. Absent as above. */
  readonly saveFile?: (title: string, defaultPath: string) => Promise<string | undefined>
  /** Shows a file in the system's file manager. Absent where the host has none. */
  readonly revealFile?: (path: string) => void
}
