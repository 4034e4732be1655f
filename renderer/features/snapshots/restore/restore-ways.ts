import type { Component } from 'vue'
import RunbookDialog from '../runbook/RunbookDialog.vue'
import KeysBackDialog from '../../compare/KeysBackDialog.vue'
import RestoreLocalDialog from './RestoreLocalDialog.vue'

/**
 * A way to bring back what a snapshot file holds. Its `dialog` has the props `path` (the file's) and `open` (a model), and
 * its default slot, the choice of the way, belongs on top of its body.
 */
export interface RestoreWay {
  readonly value: string
  /** On the choice. */
  readonly text: string
  /** What it is for, a sentence. */
  readonly hint: string
  readonly dialog: Component
}

/** All ways, the usual one first. */
export const restoreWays: readonly RestoreWay[] = [
  {
    value: 'local',
    text: 'New local cluster',
    hint: 'A whole cluster on this machine, started and compared with the file.',
    dialog: RestoreLocalDialog,
  },
  {
    value: 'runbook',
    text: 'For a real cluster',
    hint: 'A runbook with commands and a script for every member: you run them, machine by machine.',
    dialog: RunbookDialog,
  },
  {
    value: 'keys',
    text: 'Keys of a live cluster',
    hint: 'Keys or a folder back into a live cluster that runs on: only what differs is written, after a dry run.',
    dialog: KeysBackDialog,
  },
]
