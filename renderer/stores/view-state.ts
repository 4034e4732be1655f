import { defineStore } from 'pinia'
import { shallowRef, type ShallowRef } from 'vue'
import { client } from '../client'

/** What view state may be made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** One named piece of view state: `value` is the fallback until it was `loaded`. */
export interface ViewState<T> {
  readonly value: Readonly<ShallowRef<T>>
  readonly loaded: Promise<void>
  /**
   * Shows it at once and writes it: the first change at once too, as the app may end, those that follow within a
   * quarter second together. Lost writes cost a pane width, so they are not reported.
   */
  set(value: T): void
  /** The same, written at once: for what somebody chose. */
  save(value: T): void
}

const writePauseMs = 250

/**
 * Small things that come back after a restart: open tabs, pane sizes. Each name is read once and kept by main.
 * @example const sizes = useViewStateStore().use('keys/panes', {}, isSizes)
 */
export const useViewStateStore = defineStore('view-state', () => {
  const states = new Map<string, ViewState<Json>>()

  function make(name: string, fallback: Json, isValid: (value: unknown) => boolean): ViewState<Json> {
    const value = shallowRef(fallback)
    let isTouched = false
    let isPausing = false
    let isUnwritten = false

    const loaded = client()
      .system.viewState({ name })
      .then((known) => {
        if (!isTouched && isValid(known)) value.value = known as Json
      })
      .catch(() => {})

    function write() {
      isUnwritten = false
      isPausing = true
      setTimeout(() => {
        isPausing = false
        if (isUnwritten) write()
      }, writePauseMs)
      void client()
        .system.setViewState({ name, value: value.value as never })
        .catch(() => {})
    }
    window.addEventListener('pagehide', () => isUnwritten && write())

    return {
      value,
      loaded,
      set(newValue) {
        isTouched = true
        value.value = newValue
        isUnwritten = true
        if (!isPausing) write()
      },
      save(newValue) {
        this.set(newValue)
        if (isUnwritten) write()
      },
    }
  }

  return {
    /** The state of that name; `isValid` guards against what an older version has written. */
    use<T extends Json>(name: string, fallback: T, isValid: (value: unknown) => value is T): ViewState<T> {
      const known = states.get(name) ?? make(name, fallback, isValid)
      states.set(name, known)
      return known as unknown as ViewState<T>
    },
  }
})
