import { defineStore } from 'pinia'
import { client } from '../client'
import { follow } from './follow'

/** The change logs of connections that were removed. */
export const useGoneLogsStore = defineStore('gone-logs', () => ({
  list: follow((signal) => client().changeLog.gone(undefined, { signal }), new AbortController().signal),
}))
