package io.github.asyncwrap;

/**
 * The figures of a wrapper at one moment. Every call is counted once, by its outcome, before its future completes:
 * {@code submitted = succeeded + failed + cancelled + timedOut + rejected + pending + (running + inPlace - detached)}.
 *
 * <p>The figures of a wrapper include those of its views; a view {@linkplain AsyncWrapper#limitedTo with a limit of its
 * own} and an {@linkplain AsyncWrapper#asExecutorService executor view} have figures of their own.
 *
 * @param running the bodies in a slot now, the detached ones included
 * @param pending the calls admitted and not yet started
 * @param detached the bodies still on a thread although their futures have an outcome (timeout, cancel, completed by
 *     someone else)
 * @param submitted all calls ever handed to the wrapper, the refused ones included
 * @param succeeded the calls that ended with a value
 * @param failed the calls that ended with an exception
 * @param cancelled the calls that were cancelled
 * @param timedOut the calls whose deadline passed
 * @param rejected the calls that were refused or dropped, see {@link AsyncRejectedException.Reason}
 * @param inPlace the bodies on a thread and in no slot of their own: run by their caller under
 *     {@link Overflow#callerRuns()}, or by a body that waits for them, in its slot
 */
public record AsyncStats(
        int running,
        int pending,
        int detached,
        long submitted,
        long succeeded,
        long failed,
        long cancelled,
        long timedOut,
        long rejected,
        int inPlace) {}
