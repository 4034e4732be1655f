/**
 * What is the same in every member's script. A command that changes something goes through `run`, which prints it first
 * and leaves it out with --dry-run; what stands in the way is said by `refuse`, which ends the script unless it is a dry run.
 */
export const scriptHelpers = String.raw`dry_run=no
made=no

say() { printf '%s: %s\n' "$member" "$*"; }
fail() {
  printf '%s: %s\n' "$member" "$*" >&2
  exit 1
}
refuse() {
  if [ "$dry_run" = yes ]; then say "would refuse: $*"; else fail "$*"; fi
}
run() {
  printf '+'
  printf ' %q' "$@"
  printf '\n'
  if [ "$dry_run" = no ]; then "$@"; fi
}
is_there() { [ -e "$1" ] || [ -L "$1" ]; }
parent_of() { dirname -- "$1"; }

# Only what this run has made: both folders were not there when the tool began.
clean_up() {
  status=$?
  if [ "$made" = yes ] && [ "$status" -ne 0 ]; then
    say "failed: removes what it made of $data_dir"
    rm -rf -- "$data_dir"
    if [ -n "$wal_dir" ]; then rm -rf -- "$wal_dir"; fi
  fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# An etcd that runs holds a lock on its database.
etcd_has() {
  [ -e "$1/member/snap/db" ] || return 1
  command -v flock >/dev/null || return 1
  local status=0
  flock --nonblock --shared --conflict-exit-code 99 "$1/member/snap/db" true || status=$?
  [ "$status" -eq 99 ]
}
`

/** The looks and the work with folders. */
export const scriptFolderSteps = String.raw`check() {
  [ -f "$snapshot" ] || fail "there is no file $snapshot here: copy it first"
  local sum version status
  sum=$(sha256sum < "$snapshot")
  [ "\${sum%% *}" = "$sha256" ] || fail "the SHA-256 of $snapshot is not $sha256: the copy is damaged"
  command -v "$tool" >/dev/null || fail "there is no $tool here: install that of etcd $version_wanted"
  version=$("$tool" version | sed -n 's/^etcd[a-z]* [Vv]ersion: *//p')
  case $version in
    "$minor".*) ;;
    *) fail "this is $tool $version; the runbook was written for $version_wanted" ;;
  esac
  if [ "$bumps" = yes ]; then
    case $("$tool" snapshot restore --help 2>&1) in
      *--bump-revision*) ;;
      *) fail "$tool $version does not know --bump-revision" ;;
    esac
  fi
  status=$("$tool" snapshot status "$snapshot" --write-out=simple)
  say "the file is right: $status; $tool $version"
}

aside() {
  etcd_has "$data_dir" && refuse "etcd still runs on $data_dir: stop it first"
  move_aside "$data_dir" "$data_aside"
  if [ -n "$wal_dir" ]; then move_aside "$wal_dir" "$wal_aside"; fi
}

move_aside() {
  if [ -L "$1" ]; then refuse "$1 is a link to $(readlink -- "$1"): write the runbook for the folder itself"; fi
  if ! is_there "$1"; then
    say "there is no $1: nothing to move"
    return
  fi
  if is_there "$2"; then refuse "$2 is there already: this was done before"; fi
  if command -v mountpoint >/dev/null && mountpoint -q -- "$1"; then
    refuse "$1 is a mount point and cannot be moved: unmount it first"
  fi
  run mv -- "$1" "$2"
}

restore() {
  check
  local folder
  for folder in "$data_dir" "$wal_dir"; do
    [ -n "$folder" ] || continue
    if is_there "$folder"; then refuse "$folder is there: move it aside first, nothing is written over"; fi
    [ -d "$(parent_of "$folder")" ] || refuse "there is no folder $(parent_of "$folder"): make it first"
  done
  if [ "$dry_run" = no ]; then made=yes; fi
  run_restore
  own
  made=no
  say "restored into $data_dir"
}
`.replaceAll('\\${', '${')
