package io.github.asyncwrap;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the annotations on a method of an interface say of its calls.
 *
 * @param withinNanos 0 for no deadline of its own
 * @param label null for none of its own
 * @param keyed the index of the parameter that is the key; -1 for none
 */
record MethodPolicy(
        boolean isDirect, long withinNanos, @Nullable String label, boolean isUninterruptible, int keyed) {
    private static final List<Class<? extends Annotation>> OF_CALLS =
            List.of(Within.class, Labelled.class, Uninterruptible.class);

    /** Complains of what cannot be. */
    static MethodPolicy of(Method method, Consumer<String> complaints) {
        Within within = method.getAnnotation(Within.class);
        if (within != null && within.value() <= 0) {
            complaints.accept("@Within must be positive, was " + within.value() + " " + within.unit());
        }
        Labelled labelled = method.getAnnotation(Labelled.class);
        if (labelled != null && labelled.value().isBlank()) {
            complaints.accept("@Labelled must not be blank, was '" + labelled.value() + "'");
        }
        List<Integer> keys = keys(method);
        if (keys.size() > 1) {
            complaints.accept("a call has one key, but " + keys.size() + " parameters are @Keyed: mark one, of a type "
                    + "whose equals says what belongs together");
        }
        if (keys.stream().anyMatch(key -> method.getParameterTypes()[key].isArray())) {
            complaints.accept("@Keyed is on an array, and an array equals itself only, so no two calls would have one "
                    + "key: mark a parameter of a type whose equals says what belongs together");
        }
        boolean isDirect = method.isAnnotationPresent(Direct.class);
        String others = ofCalls(method);
        if (isDirect && !others.isEmpty()) {
            complaints.accept("@Direct runs on the caller, past the door, so " + others + " would mean nothing: take "
                    + "one or the other away");
        }
        return new MethodPolicy(
                isDirect,
                within == null ? 0 : nanos(within),
                labelled == null ? null : labelled.value(),
                method.isAnnotationPresent(Uninterruptible.class),
                keys.isEmpty() ? -1 : keys.get(0));
    }

    /** The annotations that are about calls through the door, as they are written; empty if there are none. */
    static String ofCalls(Method method) {
        List<String> present = OF_CALLS.stream()
                .filter(method::isAnnotationPresent)
                .map(type -> "@" + type.getSimpleName())
                .collect(Collectors.toCollection(ArrayList::new));
        if (!keys(method).isEmpty()) {
            present.add("@Keyed");
        }
        return String.join(", ", present);
    }

    /** All of them. */
    static String all(Method method) {
        String ofCalls = ofCalls(method);
        boolean isDirect = method.isAnnotationPresent(Direct.class);
        return isDirect ? ofCalls.isEmpty() ? "@Direct" : "@Direct, " + ofCalls : ofCalls;
    }

    private static long nanos(Within within) {
        return Math.min(within.unit().toNanos(within.value()), Durations.LONGEST_NANOS);
    }

    private static List<Integer> keys(Method method) {
        List<Parameter> parameters = Arrays.asList(method.getParameters());
        return parameters.stream()
                .filter(parameter -> parameter.isAnnotationPresent(Keyed.class))
                .map(parameters::indexOf)
                .toList();
    }

    /** The way of the method's calls through the door. */
    View view(View door, String defaultLabel) {
        View view = withinNanos > 0 ? door.within(withinNanos) : door;
        view = isUninterruptible ? view.uninterruptible() : view;
        if (label != null) {
            return view.labelled(label);
        }
        return view.label == null ? view.labelled(defaultLabel) : view;
    }
}
