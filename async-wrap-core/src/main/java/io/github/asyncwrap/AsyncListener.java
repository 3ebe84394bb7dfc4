package io.github.asyncwrap;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens to the calls of a wrapper: for metrics, traces and logs. All methods do nothing unless
 * overridden.
 *
 * <p><b>Threads.</b> Methods are called where the thing happens, never with a lock held: on the submitter
 * ({@code submitted}, {@code rejected}), on the body's thread ({@code started}, {@code finished}, {@code discarded}), on
 * whoever cancels or completes a call from outside, on a hand of the library for deadlines and for {@code stuck}, and
 * {@code discarded} for a stage on whoever ends that. They must be quick and must not block. {@code finished} and {@code rejected} come before the future is complete, so that
 * whoever has read an outcome finds it listened to. Events of one call may overlap when they come from several threads.
 *
 * <p>An exception that a listener throws is logged once for each wrapper and harms nothing.
 */
public interface AsyncListener {

    /**
     * A call was handed to the wrapper.
     *
     * @param call which
     */
    default void submitted(Event call) {}

    /**
     * A body is about to run.
     *
     * @param call which, and how long it was queued
     */
    default void started(Event call) {}

    /**
     * A call that was admitted has got its outcome. Each admitted call has one, but for those that are dropped or
     * refused by the carrier later, see {@link #rejected}.
     *
     * @param call which, and how long it was queued and ran
     * @param kind how it ended
     */
    default void finished(Event call, OutcomeKind kind) {}

    /**
     * A call was refused or dropped.
     *
     * @param call which, and how long it was queued
     * @param reason why
     */
    default void rejected(Event call, AsyncRejectedException.Reason reason) {}

    /**
     * A call has got its outcome while its body goes on; {@link #finished} comes as well.
     *
     * @param call which, and how long it was queued and ran
     */
    default void detached(Event call) {}

    /**
     * A body has not returned within the {@linkplain AsyncWrapperBuilder#gracePeriod grace period} after its interrupt.
     *
     * @param body which, with its stack
     */
    default void stuck(RunningCall body) {}

    /**
     * A body threw after its call had got an outcome, or the stage that a body gave to {@link AsyncWrapper#flatCall}
     * failed after its future had, other than by being cancelled: nobody else is told. (A value that comes too late goes to
     * {@link AsyncFuture#onDiscarded}.)
     *
     * @param call which, and how long it was queued and ran
     * @param failure what it threw
     */
    default void discarded(Event call, Throwable failure) {}

    /**
     * One call at one moment.
     *
     * @param wrapper the name of the wrapper, or of the view with a limit of its own
     * @param label what {@link AsyncWrapper#labelled} said; null for nothing
     * @param queuedNanos from the submission to the start of the body, or to now if it has not begun
     * @param ranNanos from the start of the body to now; 0 if it has not begun
     * @param future the call itself, the same one in all its events: to tell calls apart, and to ask it later. A method of
     *     a listener must neither wait for it nor complete or cancel it
     */
    record Event(String wrapper, @Nullable String label, long queuedNanos, long ranNanos, AsyncFuture<?> future) {

        /**
         * How long it was queued.
         *
         * @return a duration
         */
        public Duration queued() {
            return Duration.ofNanos(queuedNanos);
        }

        /**
         * How long it ran.
         *
         * @return a duration
         */
        public Duration ran() {
            return Duration.ofNanos(ranNanos);
        }
    }
}
