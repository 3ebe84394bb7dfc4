package io.github.asyncwrap;

import com.google.common.reflect.TypeToken;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each abstract method of an interface the method of an object that stands behind it, and makes a plan of what
 * a call does. All that does not fit is collected, and told in one exception.
 */
abstract class InterfaceMatch<I> {
    final Class<I> api;
    private final Object target;

    /** For the methods of the object. */
    private final List<Lookup> forTarget = new ArrayList<>();

    /** For default methods of the interface. */
    private final List<Lookup> forDefaults = new ArrayList<>();

    private final TypeToken<I> context;
    private final Collection<TargetMethod> targets;

    /** Of the interface, but for those of every object. */
    private final List<Method> methods;

    private final Map<Method, MethodPlan> plans = new HashMap<>();

    /** In an order that does not change from run to run. */
    private final TreeSet<String> mismatches = new TreeSet<>();

    /**
     * Looks at both sides.
     *
     * @param lookup of somebody who may use what is not public; null for nobody
     * @param what the object is, for errors
     */
    InterfaceMatch(@Nullable Lookup lookup, Class<I> api, String apiIs, Object target, String what) {
        this.api = Objects.requireNonNull(api, apiIs);
        this.target = Objects.requireNonNull(target, what);
        if (!api.isInterface() || api.isSealed()) {
            throw new IllegalArgumentException(apiIs + " must be an interface that is not sealed, was " + api);
        }
        if (lookup != null) {
            forTarget.add(lookup);
            forDefaults.add(lookup);
        }
        forTarget.add(MethodHandles.publicLookup());
        forDefaults.add(MethodHandles.lookup());
        this.context = TypeToken.of(api);
        this.methods = Arrays.stream(api.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !isOfObject(method))
                .toList();
        this.targets = TargetMethod.of(target.getClass());
    }

    /** What the proxy is in front of the object. */
    final I proxy(Object through) {
        for (Method method : methods) {
            plans.put(method, method.isDefault() ? ofDefault(method) : ofAbstract(method));
        }
        if (!mismatches.isEmpty()) {
            throw new IllegalArgumentException(api.getSimpleName() + " does not fit "
                    + target.getClass().getName() + ":"
                    + mismatches.stream().map(line -> "\n  " + line).collect(Collectors.joining()));
        }
        return InterfaceProxy.of(api, target, through, plans);
    }

    private static boolean isOfObject(Method method) {
        return switch (method.getName()) {
            case "equals" -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {Object.class});
            case "hashCode", "toString" -> method.getParameterCount() == 0;
            default -> false;
        };
    }

    /** What the plan of a method is about which something has been said in {@link #mismatches}. */
    static MethodPlan none() {
        return (proxy, arguments) -> {
            throw new IllegalStateException("a method without a plan");
        };
    }

    final void mismatch(String method, String why) {
        mismatches.add(api.getSimpleName() + "." + method + ": " + why);
    }

    final String nameOf(Method method) {
        return api.getSimpleName() + "." + method.getName();
    }

    // Default methods.

    private MethodPlan ofDefault(Method method) {
        String signature = Member.of(context, method).signature();
        String annotations = method.isBridge() ? "" : MethodPolicy.all(method);
        if (!annotations.isEmpty()) {
            mismatch(signature, "is a default method and runs as it is, so " + annotations + " would mean nothing");
        }
        MethodHandle handle = special(method);
        if (handle == null) {
            mismatch(signature, "is a default method that is not accessible: " + remedy(method));
            return none();
        }
        return (proxy, arguments) -> (Object) handle.invokeExact(proxy, arguments);
    }

    /** {@code (Object, Object[])Object}: that method and no overriding one. */
    private @Nullable MethodHandle special(Method method) {
        Class<?> place = method.getDeclaringClass();
        AsyncWrapper.class.getModule().addReads(place.getModule()); // as reflection does of itself
        for (Lookup lookup : forDefaults) {
            try {
                return TargetMethod.spread(lookup.unreflectSpecial(method, place), 1);
            } catch (IllegalAccessException byThisOne) {
                // another one may be given
            }
        }
        return null;
    }

    private static String remedy(Method method) {
        return "make it and " + TypeNames.of(method.getDeclaringClass()) + " public in an exported package, or give a "
                + "MethodHandles.lookup() of a class that may call it";
    }

    // Abstract methods.

    private MethodPlan ofAbstract(Method method) {
        Member member = Member.of(context, method);
        TargetMethod found = find(member);
        if (found == null) {
            return none();
        }
        Method leader = leader(member);
        disagreements(member, leader);
        MethodPlan plan = plan(member, leader, found);
        return plan == null ? none() : plan;
    }

    /**
     * Of two declarations neither of which overrides the other, the proxy may have one only, and which one depends on the
     * order after {@code extends}.
     */
    private void disagreements(Member member, Method leader) {
        MethodPolicy policy = MethodPolicy.of(leader, said -> {});
        for (Method other : methods) {
            if (!other.isDefault() && isSame(Member.of(context, other), member)) {
                Method itsLeader = leader(Member.of(context, other));
                if (!itsLeader.equals(leader)
                        && !MethodPolicy.of(itsLeader, said -> {}).equals(policy)) {
                    mismatch(
                            member.signature(),
                            Stream.of(leader, itsLeader)
                                            .map(InterfaceMatch::withAnnotations)
                                            .sorted()
                                            .collect(Collectors.joining(", but "))
                                    + ", and neither overrides the other: override it in " + api.getSimpleName()
                                    + " and say which");
                }
            }
        }
    }

    private static boolean isSame(Member one, Member other) {
        return one.name().equals(other.name()) && one.rawParameters().equals(other.rawParameters());
    }

    private static String withAnnotations(Method method) {
        String annotations = MethodPolicy.all(method);
        return "in " + TypeNames.of(method.getDeclaringClass()) + " it has "
                + (annotations.isEmpty() ? "no annotation" : annotations);
    }

    /** The most specific declaration, which is the one whose annotations count. */
    private Method leader(Member member) {
        Method leader = member.method();
        for (Method other : methods) {
            if (other.getName().equals(leader.getName())
                    && leader.getDeclaringClass() != other.getDeclaringClass()
                    && leader.getDeclaringClass().isAssignableFrom(other.getDeclaringClass())
                    && !other.isDefault()
                    && Member.of(context, other).rawParameters().equals(member.rawParameters())) {
                leader = other;
            }
        }
        return leader;
    }

    /**
     * Makes the plan for a method and the one that was found for it.
     *
     * @param annotated has the annotations
     * @return null if they do not fit, and that has been {@linkplain #mismatch said}
     */
    abstract @Nullable MethodPlan plan(Member method, Method annotated, TargetMethod found);

    private @Nullable TargetMethod find(Member wanted) {
        List<TargetMethod> loose = new ArrayList<>();
        for (TargetMethod each : targets) {
            if (each.member().name().equals(wanted.name())) {
                Fit.Degree degree = Fit.parameters(wanted, each.member());
                if (degree == Fit.Degree.EXACT) {
                    return each;
                } else if (degree == Fit.Degree.LOOSE) {
                    loose.add(each);
                }
            }
        }
        if (loose.size() > 1) {
            loose.removeIf(TargetMethod::isBridge);
        }
        if (loose.size() == 1) {
            return loose.get(0);
        }
        mismatch(wanted.signature(), loose.isEmpty() ? missing(wanted) : ambiguous(loose));
        return null;
    }

    private String ambiguous(List<TargetMethod> found) {
        return "fits more than one method, since type variables are not known here: " + list(found)
                + ". Say what they are in an interface that extends this one with them";
    }

    private String missing(Member wanted) {
        List<TargetMethod> sameName = targets.stream()
                .filter(each -> each.member().name().equals(wanted.name()))
                .toList();
        if (!sameName.isEmpty()) {
            return "there is no such method with these parameters; " + list(sameName) + " would fit";
        }
        List<TargetMethod> sameParameters = targets.stream()
                .filter(each -> Fit.parameters(wanted, each.member()) == Fit.Degree.EXACT)
                .toList();
        return "there is no method of that name"
                + (sameParameters.isEmpty() ? "" : "; with these parameters there is " + list(sameParameters));
    }

    private static String list(List<TargetMethod> methods) {
        return methods.stream()
                .filter(each -> !each.isBridge())
                .map(each -> each.member().signature())
                .sorted()
                .limit(10)
                .collect(Collectors.joining(", "));
    }

    // What both kinds of plans need.

    /** As {@link TargetMethod#handle} gives it; null if it is not accessible, which has been said. */
    final @Nullable MethodHandle handle(Member method, TargetMethod found) {
        MethodHandle handle = found.handle(target, forTarget);
        if (handle == null) {
            mismatch(
                    method.signature(),
                    found.member().signature() + " is not accessible: "
                            + remedy(found.member().method()));
        }
        return handle;
    }

    /** A plain call of the other side, on the caller; null if it does not fit, which has been said. */
    final @Nullable MethodPlan direct(Member method, TargetMethod found) {
        Member other = found.member();
        if (!new Fit(method.method(), other.method()).result(method.result(), other.result())) {
            mismatch(
                    method.signature(),
                    "is @Direct and returns " + TypeNames.of(method.result()) + ", but " + other.signature() + " gives "
                            + TypeNames.of(other.result()) + ", which would fit");
            return null;
        }
        List<Class<?>> declared = thrown(method.method());
        for (Class<?> thrown : other.method().getExceptionTypes()) {
            if (isChecked(thrown) && !isAmong(declared, thrown)) {
                mismatch(
                        method.signature(),
                        "is @Direct, but " + other.signature() + " throws " + TypeNames.of(thrown) + ": throws "
                                + TypeNames.of(thrown) + " would fit");
                return null;
            }
        }
        MethodHandle handle = handle(method, found);
        if (handle == null) {
            return null;
        }
        MethodHandle spread = TargetMethod.spread(handle, 0);
        return (proxy, arguments) -> (Object) spread.invokeExact(arguments);
    }

    /** What a method may throw, whichever of several interfaces that have it is the one it is called by. */
    final List<Class<?>> thrown(Method method) {
        List<List<Class<?>>> clauses = methods.stream()
                .filter(each -> each.getName().equals(method.getName())
                        && each.getReturnType() == method.getReturnType()
                        && Arrays.equals(each.getParameterTypes(), method.getParameterTypes()))
                .map(each -> List.of(each.getExceptionTypes()))
                .toList();
        return clauses.stream()
                .flatMap(List::stream)
                .filter(type -> clauses.stream().allMatch(clause -> isAmong(clause, type)))
                .distinct()
                .toList();
    }

    private static boolean isAmong(List<Class<?>> clause, Class<?> thrown) {
        return clause.stream().anyMatch(declared -> declared.isAssignableFrom(thrown));
    }

    private static boolean isChecked(Class<?> thrown) {
        return !RuntimeException.class.isAssignableFrom(thrown) && !Error.class.isAssignableFrom(thrown);
    }
}
