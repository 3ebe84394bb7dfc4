package io.github.asyncwrap;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices bodies that give a future as their result: an asynchronous function handed over by mistake. The call then ends
 * with the body, and neither the slot, nor a timeout, nor a cancel has to do with what goes on. Said once for each name and
 * label, and by a hand, since a log may be slow and the body's thread has a slot to give on.
 */
final class FutureResults {
    /** Labels may be made of anything; so many are remembered, and further ones are not told of. */
    private static final int MOST_LABELS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    private final Door door;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    FutureResults(Door door) {
        this.door = door;
    }

    /** On the body's thread, before its end; whether values of that class need not be looked at again. Never throws. */
    boolean isOrdinary(Call<?> call, Object value) {
        if (!(value instanceof CompletionStage || value instanceof Future)) {
            return true;
        }
        boolean isElement = call instanceof MappedCall mapped && mapped.index < 0; // pulled, and nobody's result
        if (!isElement) {
            try {
                tellOnce(call.view(), value.getClass().getName());
            } catch (Throwable broken) {
                // the body's end is more important, and somebody else may be told another time
            }
        }
        return false;
    }

    private void tellOnce(View view, String kind) {
        String name = view.queue().name + (view.label == null ? "" : "/" + view.label);
        if (told.size() < MOST_LABELS && told.add(name)) {
            door.carrier.hand(() -> LOG.warn(
                    "{} - a body gave a future ({}) as its result: its call is complete and its slot is free while "
                            + "that goes on, and neither a timeout nor a cancel reaches it. Use flatCall for a body "
                            + "that gives a CompletionStage, or wait for it in the body (said once for each label).",
                    name,
                    kind));
        }
    }
}
