package io.github.asyncwrap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** An asynchronous interface in front of a blocking object. */
final class AsyncMatch<I> extends InterfaceMatch<I> {
    private final View door;

    AsyncMatch(View door, @Nullable Lookup lookup, Class<I> api, Object blocking) {
        super(lookup, api, "asyncApi", blocking, "blocking");
        this.door = door;
    }

    @Override
    @Nullable
    MethodPlan plan(Member method, Method annotated, TargetMethod found) {
        String signature = method.signature();
        MethodPolicy policy = MethodPolicy.of(annotated, complaint -> mismatch(signature, complaint));
        Member other = found.member();
        if (FutureTypes.isFuture(other.rawResult())) {
            mismatch(
                    signature,
                    other.signature() + " gives " + TypeNames.of(other.result()) + ", so it is asynchronous already: "
                            + "call it as it is (a default method would), or with flatCall if it blocks before");
            return null;
        } else if (FutureTypes.isGiven(method.rawResult())) {
            return call(method, policy, found);
        } else if (FutureTypes.isFuture(method.rawResult())) {
            mismatch(
                    signature,
                    "returns " + TypeNames.of(method.result()) + "; " + FutureTypes.wouldFit(other.result()));
            return null;
        } else if (!policy.isDirect()) {
            mismatch(
                    signature,
                    "returns " + TypeNames.of(method.result()) + ", which is no future: "
                            + FutureTypes.wouldFit(other.result())
                            + ", or @Direct if it does not block and may run on the caller");
            return null;
        }
        return direct(method, found);
    }

    private @Nullable MethodPlan call(Member method, MethodPolicy policy, TargetMethod found) {
        Member other = found.member();
        if (policy.isDirect()) {
            mismatch(
                    method.signature(),
                    "is @Direct and returns a future, but " + other.signature() + " gives "
                            + TypeNames.of(other.result()) + ": return that, or take @Direct away");
            return null;
        }
        if (!new Fit(method.method(), other.method()).result(FutureTypes.element(method.result()), other.result())) {
            mismatch(
                    method.signature(),
                    "returns " + TypeNames.of(method.result()) + ", but " + other.signature() + " gives "
                            + TypeNames.of(other.result()) + "; " + FutureTypes.wouldFit(other.result()));
            return null;
        }
        MethodHandle body = handle(method, found);
        if (body == null) {
            return null;
        }
        MethodHandle prepared = Application.prepare(body);
        View view = policy.view(door, nameOf(method.method()));
        return policy.keyed() < 0
                ? new CallPlan(view, prepared)
                : new CallPlan.InOrder(
                        view,
                        prepared,
                        policy.keyed(),
                        "argument " + (policy.keyed() + 1) + " of " + api.getSimpleName() + "." + method.signature());
    }
}
