package io.github.asyncwrap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** A blocking interface in front of an asynchronous object. */
final class BlockingMatch<I> extends InterfaceMatch<I> {

    BlockingMatch(@Nullable Lookup lookup, Class<I> api, Object async) {
        super(lookup, api, "blockingApi", async, "async");
    }

    @Override
    @Nullable
    MethodPlan plan(Member method, Method annotated, TargetMethod found) {
        String signature = method.signature();
        Member other = found.member();
        String ofCalls = MethodPolicy.ofCalls(annotated);
        if (!ofCalls.isEmpty()) {
            mismatch(
                    signature,
                    "a blocking view waits for calls that somebody else makes, so " + ofCalls + " would mean nothing");
            return null;
        } else if (FutureTypes.isFuture(method.rawResult())) {
            mismatch(
                    signature,
                    "returns " + TypeNames.of(method.result()) + ", but a blocking view gives values, not futures");
            return null;
        }
        boolean isDirect = annotated.isAnnotationPresent(Direct.class);
        if (isDirect && !FutureTypes.isFuture(other.rawResult())) {
            return direct(method, found);
        } else if (isDirect) {
            mismatch(
                    signature,
                    "is @Direct, but " + other.signature() + " gives " + TypeNames.of(other.result())
                            + ", which has to be waited for: take @Direct away");
            return null;
        } else if (!FutureTypes.isFuture(other.rawResult())) {
            mismatch(
                    signature,
                    other.signature() + " gives " + TypeNames.of(other.result()) + ", which is no future: "
                            + FutureTypes.wouldFit(method.result()) + ", or @Direct to call it as it is");
            return null;
        }
        return await(method, found);
    }

    private @Nullable MethodPlan await(Member method, TargetMethod found) {
        Member other = found.member();
        Type element = FutureTypes.element(other.result());
        if (element != null && !new Fit(method.method(), other.method()).result(method.result(), element)) {
            mismatch(
                    method.signature(),
                    "returns " + TypeNames.of(method.result()) + ", but " + other.signature() + " gives "
                            + TypeNames.of(other.result()) + "; " + TypeNames.of(element) + " would fit");
            return null;
        }
        MethodHandle asynchronous = handle(method, found);
        return asynchronous == null
                ? null
                : new AwaitPlan(
                        nameOf(method.method()),
                        TargetMethod.spread(asynchronous, 0),
                        thrown(method.method()),
                        method.rawResult());
    }
}
