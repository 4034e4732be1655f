import { markRaw } from 'vue'
import { toast } from 'vue-sonner'
import type { Failure } from '../../shared/failure'
import Toast from './Toast.vue'
import { failureHelp } from './failure-help'

export interface NotifyOptions {
  /** One thing that can be done about it, such as Undo. */
  readonly action?: { readonly text: string; readonly run: () => void }
  readonly durationMs?: number
}

function show(text: string, failure: Failure | undefined, options: NotifyOptions) {
  const id: string | number = toast.custom(markRaw(Toast), {
    componentProps: {
      text,
      failure,
      action: options.action ?? (failure && failureHelp(failure)),
      dismiss: () => id,
    },
    duration: options.durationMs ?? (failure ? Infinity : 4000),
    unstyled: true,
  })
}

/** Messages that belong to no place on the screen; what has a place is said there, by FailureNotice. */
export const notify = {
  /** A `status`: gone after four seconds unless told otherwise. */
  success(text: string, options: NotifyOptions = {}): void {
    show(text, undefined, options)
  },
  /** An `alert` that stays until dismissed. Cancelling is no failure and shows nothing. */
  failure(failure: Failure, options: NotifyOptions = {}): void {
    if (failure.code !== 'canceled') show(failure.message, failure, options)
  },
}
